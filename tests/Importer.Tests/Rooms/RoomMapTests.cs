using System.Text.RegularExpressions;

namespace Importer.Tests.Rooms;

/// <summary>Holds the rooms apart: who may use whom is a table, and this is the table.</summary>
public sealed partial class RoomMapTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Deployments"] = [],
        ["Gateway"] = [],
        ["Policies"] = [],
        ["Specs"] = ["Deployments"],
        ["Design"] = ["Deployments", "Policies", "Specs", "Gateway"],
        ["Planning"] = ["Gateway", "Policies"],
        ["Telemetry"] = [],
        ["Arm"] = ["Telemetry"],
        ["Foundry"] = ["Arm", "Deployments"],
        ["Apim"] = ["Arm", "Gateway", "Policies", "Specs"],
        ["Applying"] = ["Gateway", "Planning"],
        ["Health"] = ["Deployments", "Gateway"],
        ["Reports"] = ["Deployments", "Gateway", "Policies", "Specs", "Design", "Planning", "Applying", "Health", "Telemetry"],
        ["Notifying"] = ["Reports"],
        ["Snapshots"] = ["Gateway", "Reports"],
        ["Settings"] = ["Deployments", "Gateway", "Policies", "Specs", "Design", "Planning", "Health"],
    };

    private static readonly string[] PureRooms = ["Deployments", "Gateway", "Policies", "Specs", "Design", "Planning"];

    private static string Importer => Path.Combine(Repository.Root, "src", "Importer");

    public static TheoryData<string> Rooms => [.. MayUse.Keys];

    [Fact]
    public void Every_folder_is_a_room_of_the_table() => Assert.Equal(
        MayUse.Keys.Order(StringComparer.Ordinal),
        Directory.GetDirectories(Importer).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal)!);

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_the_rooms_it_may(string room)
    {
        var used = Repository.Sources($"src/Importer/{room}")
            .SelectMany(file => Using().Matches(File.ReadAllText(file)).Select(match => (File: Path.GetFileName(file), Room: match.Groups[1].Value)))
            .Where(use => use.Room != room && !MayUse[room].Contains(use.Room))
            .Select(use => $"{use.File} uses {use.Room}")
            .Distinct();

        Assert.Empty(used);
    }

    [Fact]
    public void Pure_rooms_know_no_clock_no_log_no_token_and_no_network()
    {
        var found = PureRooms
            .SelectMany(room => Repository.Sources($"src/Importer/{room}"))
            .SelectMany(file => Impure().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}"));

        Assert.Empty(found);
    }

    [Fact]
    public void Nobody_reads_the_wall_clock_or_blocks_a_thread()
    {
        var found = Repository.Sources("src")
            .SelectMany(file => Forbidden().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}"));

        Assert.Empty(found);
    }

    [Fact]
    public void LocalAzure_shares_nothing_with_the_importer()
    {
        var found = Repository.Sources("src/LocalAzure")
            .SelectMany(file => SharedWithImporter().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}"));

        Assert.Empty(found);
        Assert.Contains("ReferenceOutputAssembly=\"false\"", File.ReadAllText(Path.Combine(Repository.Root, "src/LocalAzure/LocalAzure.csproj")), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?:using (?:static )?|[^\w.])Importer\.([A-Z]\w+)(?=[.;\s])(?<!Importer\.Tests)", RegexOptions.CultureInvariant)]
    private static partial Regex Using();

    [GeneratedRegex(@"\b(TimeProvider|ILogger|TokenCredential|HttpClient|HttpPipeline|File\.|Environment\.Get\w+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Impure();

    [GeneratedRegex(@"DateTime(Offset)?\.(UtcNow|Now|Today)|Thread\.Sleep|\.GetAwaiter\(\)\.GetResult\(\)|\bTask\.Wait(All|Any)?\(", RegexOptions.CultureInvariant)]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"using (Importer|Functions)[.;]", RegexOptions.CultureInvariant)]
    private static partial Regex SharedWithImporter();
}
