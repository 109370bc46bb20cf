using System.Globalization;
using Importer.Deployments;
using Importer.Health;
using Importer.Reports;

namespace Importer.Tests.Reports;

/// <summary>Rounds of test calls over so many deployments, five in an account.</summary>
internal static class ARound
{
    public static readonly DateTimeOffset Midnight = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    public static string Id(int number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/account-{number / 5:0000}/deployments/model-{number % 5}"
        );

    public static HealthSnapshot At(DateTimeOffset at, int deployments, ProbeStatus status = ProbeStatus.Healthy, int latency = 400)
    {
        HealthCheck[] checks =
        [
            .. Enumerable
                .Range(0, deployments)
                .Select(number => new HealthCheck
                {
                    Deployment = Id(number),
                    Api = $"account-{number / 5:0000}-openai",
                    Compatibility = Compatibility.AzureOpenAI,
                    Status = status,
                    LatencyMs = status == ProbeStatus.Skipped ? null : latency + (number % 7),
                    Usage = status == ProbeStatus.Healthy ? new TokenUsage(8, 1, 9) : null,
                    Since = Midnight,
                    CalledAt = at,
                }),
        ];
        return new HealthSnapshot
        {
            GeneratedAt = at,
            Summary = HealthSummary.Of(checks.Select(check => check.Status)),
            Checks = checks,
        };
    }
}
