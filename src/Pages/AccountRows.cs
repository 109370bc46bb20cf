using Importer.Health;
using Importer.Reports;
using Importer.Resources;

namespace Pages;

/// <summary>An account with the verdicts of its deployments.</summary>
/// <param name="Id">The account's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Worst">The worst verdict among its checks.</param>
/// <param name="Deployments">How many deployments of it are called.</param>
/// <param name="Healthy">How many of them are healthy through every API.</param>
/// <param name="Unhealthy">How many are unhealthy through any.</param>
/// <param name="Other">The rest: pending, throttled, skipped.</param>
internal sealed record AccountRow(string Id, string Name, ProbeStatus Worst, int Deployments, int Healthy, int Unhealthy, int Other);

/// <summary>The checks by account, the worst account first.</summary>
internal static class AccountRows
{
    /// <summary>The accounts.</summary>
    public static IReadOnlyList<AccountRow> Of(ReportDocument report) =>
        [
            .. (report.Health?.Checks ?? [])
                .GroupBy(check => AccountOf(check.Deployment), StringComparer.OrdinalIgnoreCase)
                .Select(account => (Row: Row(account.Key, [.. account]), Rank: account.Min(check => HealthRows.Rank(check.Status))))
                .OrderBy(account => account.Rank)
                .ThenByDescending(account => account.Row.Unhealthy)
                .ThenBy(account => account.Row.Name, StringComparer.OrdinalIgnoreCase)
                .Select(account => account.Row),
        ];

    private static AccountRow Row(string id, IReadOnlyList<HealthCheck> checks)
    {
        var worst = checks
            .GroupBy(check => check.Deployment, StringComparer.OrdinalIgnoreCase)
            .Select(checks => checks.Select(check => check.Status).MinBy(HealthRows.Rank))
            .ToList();
        var (healthy, unhealthy) = (
            worst.Count(status => status == ProbeStatus.Healthy),
            worst.Count(status => status == ProbeStatus.Unhealthy)
        );
        return new(
            id,
            DisplayText.ShortOf(id),
            worst.MinBy(HealthRows.Rank),
            worst.Count,
            healthy,
            unhealthy,
            worst.Count - healthy - unhealthy
        );
    }

    private static string AccountOf(string deployment) =>
        ResourceId.TryParse(deployment, out var id) && id.IsOfType("Microsoft.CognitiveServices/accounts/deployments")
            ? id.Parent().Value
            : deployment;
}
