using LocalAzure.Arm;
using LocalAzure.Blob;
using LocalAzure.EventGrid;
using LocalAzure.Foundry;
using LocalAzure.FunctionsHost;
using LocalAzure.Gateway.Policies;
using LocalAzure.Identity;
using LocalAzure.Queue;

namespace LocalAzure.Tests;

/// <summary>docs/parity.md and the code say the same: a name in backticks in the first column is a name that a room exposes.</summary>
public sealed class ParityLedgerTests
{
    private static readonly string[] States = ["simulated", "partial", "refused"];

    private static IEnumerable<string> Simulated =>
        [
            .. ArmTypes.Names,
            .. IdentitySurface.Simulated,
            .. BlobSurface.Simulated,
            .. QueueSurface.Simulated,
            .. PolicyRegistry.Names,
            .. InferenceOperations.Names,
            .. EventTypes.Names,
            .. HostBindings.Names,
        ];

    [Fact]
    public void Everything_that_is_simulated_has_its_row()
    {
        var rows = Rows().Where(row => row[1] != "refused").Select(row => row[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var missing = Simulated.Where(name => !rows.Contains($"`{name}`")).ToList();
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_row_that_names_a_thing_in_code_has_that_thing()
    {
        var names = Simulated.Select(name => $"`{name}`").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var invented = Rows()
            .Where(row => row[1] != "refused" && row[0].StartsWith('`') && !names.Contains(row[0]))
            .Select(row => row[0])
            .ToList();
        var denied = Rows().Where(row => row[1] == "refused" && names.Contains(row[0])).Select(row => row[0]).ToList();
        Assert.Empty(invented);
        Assert.Empty(denied);
    }

    [Fact]
    public void Every_row_has_a_state_and_a_partial_one_says_what_is_missing()
    {
        Assert.All(Rows(), row => Assert.Contains(row[1], States));
        Assert.All(
            Rows().Where(row => row[1] == "partial"),
            row => Assert.True(row[2].Length > 0, $"{row[0]} does not say what is missing")
        );
        Assert.All(Rows(), row => Assert.True(row[3].Length > 0, $"{row[0]} has no source"));
    }

    /// <summary>The cells of every table row below a header.</summary>
    private static List<string[]> Rows() =>
        [
            .. File.ReadLines(Ledger())
                .Where(line => line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal))
                .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim()).ToArray())
                .Where(cells => cells.Length >= 2 && cells[1] != "state")
                .Select(cells =>
                    cells.Length == 4 ? cells : throw new InvalidDataException($"'{cells[0]}' has {cells.Length} cells, not 4")
                ),
        ];

    private static string Ledger()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var file = Path.Combine(at.FullName, "docs", "parity.md");
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new FileNotFoundException("docs/parity.md is missing.");
    }
}
