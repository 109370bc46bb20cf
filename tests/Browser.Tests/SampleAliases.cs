using Importer.Reports;
using Importer.Runs;

namespace Browser.Tests;

/// <summary>A fleet with a proven alias, one that waits for its first member, and names that look like HTML.</summary>
internal static class SampleAliases
{
    /// <summary>The run that left them, over the sample's accounts.</summary>
    public static RunReport Run(DateTimeOffset now, Func<string, string, string> id) =>
        new()
        {
            Id = "20260314-092800-alia",
            Reason = RunReason.Drift,
            Mode = RunMode.Apply,
            StartedAt = now.AddMinutes(-2),
            FinishedAt = now.AddMinutes(-2),
            Outcome = RunOutcome.Succeeded,
            Fleets = ["ai"],
            Aliases =
            [
                new()
                {
                    Fleet = "ai",
                    Alias = "gpt-4o",
                    Members =
                    [
                        Member(
                            id("ai-production-northeurope-shared-platform-0001", "gpt-4o-ptu"),
                            "DataZoneProvisionedManaged",
                            "northeurope",
                            1,
                            100,
                            200
                        ),
                        Member(id("contoso", "gpt-4o"), "DataZoneStandard", "swedencentral", 2, 100, 50),
                        Member(id("partner", "gpt-4o"), "DataZoneStandard", "swedencentral", 2, 50, null),
                    ],
                },
                new()
                {
                    Fleet = "ai",
                    Alias = "research",
                    Members = [Member(id("research", SampleReport.Evil), "DataZoneStandard", "swedencentral", 1, 100, 10)],
                },
                new() { Fleet = "ai", Alias = "o4-mini" },
            ],
            SetAside =
            [
                new(
                    id("contoso", "o4-mini"),
                    "is drained, so no call of fleet 'ai' goes to it; take the tag apim-drain=on off to have it called again"
                )
                {
                    Fleet = "ai",
                },
                new(
                    "gpt-4o",
                    "alias 'gpt-4o' has members with different content filters (Default, strict), so what one refuses another may answer; give its deployments one filter (raiPolicyName)"
                )
                {
                    Fleet = "ai",
                },
            ],
        };

    private static RunMember Member(string deployment, string sku, string region, int priority, int weight, int? capacity) =>
        new()
        {
            Deployment = deployment,
            Backend = $"ai--{priority}-{weight}",
            Sku = sku,
            Region = region,
            Tier = sku.Contains("Provisioned", StringComparison.Ordinal) ? "*Provisioned*" : "DataZone*",
            Priority = priority,
            Weight = weight,
            Capacity = capacity,
        };
}
