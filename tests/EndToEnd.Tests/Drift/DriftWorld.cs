using System.Globalization;
using Importer.Reports;
using Importer.Runs;

namespace EndToEnd.Tests.Drift;

/// <summary>
/// A service with everything that the importer makes: <c>rich</c> with policies, product, tag and diagnostic, <c>keyed</c> with
/// a named value, <c>partner</c> on the models path; and beside them what people made, which is theirs.
/// </summary>
public sealed class DriftWorld : IAsyncLifetime
{
    /// <summary>The settings, beside the required ones.</summary>
    public const string Settings = """
        "Rules": [
          { "Match": { "Account": "rich" }, "Products": [ "ai-team" ], "Tags": [ "foundry" ],
            "Policies": { "TokenLimit": { "TokensPerMinute": 1000 }, "TokenMetrics": { "Logger": "insights" }, "CircuitBreaker": true } },
          { "Match": { "Account": "keyed" }, "Authentication": "ApiKey" }
        ],
        "Deletion": { "MaxShare": 1 }
        """;

    private const string Insights =
        """{"properties":{"loggerType":"applicationInsights","credentials":{"instrumentationKey":"00000000-0000-0000-0000-000000000009"}}}""";

    public DriftBench Bench { get; private set; } = null!;

    public TamperingHand Hand { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Bench = await DriftBench.StartAsync(Settings);
        Hand = new TamperingHand(Bench.Arm);
        Bench.Cloud.Secrets.Put("https://theirs.vault.azure.net/secrets/key", "a key of somebody else");
        await Hand.DoAsync([
            $"PUT loggers/insights {Insights}",
            $"PUT loggers/other {Insights}",
            """PUT tags/foundry {"properties":{"displayName":"Foundry models"}}""",
            """PUT tags/theirs {"properties":{"displayName":"Theirs"}}""",
            """PUT products/other {"properties":{"displayName":"Other"}}""",
            """PUT backends/theirs {"properties":{"url":"https://theirs.example","protocol":"http"}}""",
        ]);
        foreach (
            var (account, models) in new[]
            {
                ("rich", new[] { "gpt-4o", "text-embedding-3-small" }),
                ("keyed", ["gpt-4o"]),
                ("partner", ["DeepSeek-R1"]),
            }
        )
        {
            await Bench.Arm.PutAccountAsync(account);
            foreach (var model in models)
            {
                await Bench.Arm.DeployAsync(account, model, model.StartsWith("Deep", StringComparison.Ordinal) ? "DeepSeek" : "OpenAI");
            }
        }

        var run = await Bench.RunAsync(RunReason.Manual);
        Assert.Equal(RunOutcome.Succeeded, run.Outcome);
    }

    /// <summary>What a report says, each item as <c>kind resource: field, field</c>.</summary>
    public static IEnumerable<string> Told(DriftReport report) =>
        report
            .Items.Select(item =>
                string.Create(
                        CultureInfo.InvariantCulture,
                        $"{item.Kind.ToString().ToLowerInvariant()} {item.Resource}: {string.Join(", ", item.Differences.Select(difference => difference.Field))}"
                    )
                    .TrimEnd(' ', ':')
            )
            .Order(StringComparer.Ordinal);

    /// <summary>Looks at everything, then repairs everything: nothing is found and nothing written.</summary>
    public async Task InSyncAsync()
    {
        Bench.Forget();
        foreach (var repair in new[] { false, true })
        {
            var report = await Bench.CheckAsync(repair);
            Assert.True(report is { InSync: true, Items: [] }, string.Join('\n', Told(report)));
        }

        Assert.Empty(Bench.Writes);
    }

    public async Task DisposeAsync() => await Bench.DisposeAsync();
}
