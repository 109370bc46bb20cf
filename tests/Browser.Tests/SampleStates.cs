using System.Text.Json;
using Importer.Deployments;
using Importer.Health;
using Importer.Reports;

namespace Browser.Tests;

/// <summary>Stores whose headlines differ: what a stranger has to see at a glance.</summary>
internal static class SampleStates
{
    private const string Account =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso";
    private const string NotItsTurn =
        "not tested in this round: the day's budget of test calls is spread over the day, and what was tested longest ago comes first";
    private const string NoRole = "the gateway's identity lacks the role Cognitive Services OpenAI User on account contoso";

    /// <summary>Each of eleven answered in the last round.</summary>
    public static Task<InMemoryReportStore> ProvenAsync() => StoreAsync([.. Names(11).Select(name => Healthy(name, 4))], 4_800);

    /// <summary>The budget reaches for half of them.</summary>
    public static Task<InMemoryReportStore> HalfAsync() =>
        StoreAsync(
            [
                .. Names(6).Select(name => Healthy(name, 4)),
                .. Names(12)
                    .Skip(6)
                    .Select(
                        (name, index) =>
                            Healthy(name, 190 + index) with
                            {
                                Status = ProbeStatus.Skipped,
                                Code = CauseCode.BudgetSpent,
                                Cause = NotItsTurn,
                                LatencyMs = null,
                            }
                    ),
            ],
            576
        );

    /// <summary>A round and a check that found nothing to look at.</summary>
    public static Task<InMemoryReportStore> EmptyAsync() => StoreAsync([], 4_800);

    /// <summary>A role is missing, and nothing of the account answers.</summary>
    public static Task<InMemoryReportStore> BrokenAsync() =>
        StoreAsync(
            [
                .. Names(22)
                    .Select(
                        (name, index) =>
                            Healthy(name, 130) with
                            {
                                Status = ProbeStatus.Unhealthy,
                                HttpStatus = 401,
                                Code = CauseCode.RoleMissing,
                                Cause = $"{NoRole} (HTTP 401 PermissionDenied: request {index})",
                                Fix = "set Access to Ensure and POST /api/import",
                                UnhealthySince = SampleReport.Now.AddHours(-2),
                            }
                    ),
            ],
            4_800
        );

    private static IEnumerable<string> Names(int count) => Enumerable.Range(1, count).Select(each => $"gpt-4o-team-{each:00}");

    private static HealthCheck Healthy(string name, int minutesAgo) =>
        new()
        {
            Deployment = $"{Account}/deployments/{name}",
            Api = "contoso-openai",
            Compatibility = Compatibility.AzureOpenAI,
            Capability = Capability.Chat,
            Status = ProbeStatus.Healthy,
            HttpStatus = 200,
            LatencyMs = 310,
            Usage = new TokenUsage(8, 1, 9),
            Since = SampleReport.Now.AddDays(-2),
            CalledAt = SampleReport.Now.AddMinutes(-minutesAgo),
            HealthyAt = SampleReport.Now.AddMinutes(-minutesAgo),
            FirstSeenAt = SampleReport.Now.AddDays(-2),
        };

    private static async Task<InMemoryReportStore> StoreAsync(HealthCheck[] checks, int proofsPerDay)
    {
        var store = new InMemoryReportStore();
        var round = new HealthSnapshot
        {
            GeneratedAt = SampleReport.Now.AddMinutes(-4),
            Summary = HealthSummary.Of(checks.Select(check => check.Status)),
            Checks = checks,
            Budget = new HealthBudget(6_210, 20_000, 960, 5_000) { ProofsPerDay = proofsPerDay },
        };
        await new HealthRecords(store).WriteAsync(round, CancellationToken.None);
        var checkedAt = SampleReport.Now.AddMinutes(-23);
        var drift = new DriftReport
        {
            GeneratedAt = checkedAt,
            CheckedAt = checkedAt,
            SweptAt = checkedAt,
            InSync = true,
            IsComplete = true,
            Items = [],
        };
        await store.WriteAsync(
            DriftReports.Latest,
            BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(drift, ReportJson.Default.DriftReport)),
            "application/json",
            null,
            CancellationToken.None
        );
        return store;
    }
}
