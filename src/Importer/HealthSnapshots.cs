using Importer.Deployments;
using Importer.Design;
using Importer.Health;
using Importer.Reports;

namespace Importer;

/// <summary>Puts a round's checks, decisions and history together.</summary>
internal static class HealthSnapshots
{
    // A day of rounds, at one in a quarter of an hour.
    private const int Moments = 96;

    /// <summary>The snapshot of a round; its time and budget are the caller's.</summary>
    public static HealthSnapshot Of(HealthSnapshot? before, IReadOnlyList<HealthCheck> checks, Inventory inventory, GatewayDesign design) => new()
    {
        GeneratedAt = default,
        Summary = HealthSummary.Of(checks.Select(check => check.Status)),
        Checks = [.. checks.OrderBy(check => check.Deployment, StringComparer.OrdinalIgnoreCase).ThenBy(check => check.Api, StringComparer.OrdinalIgnoreCase)],
        History = before?.History ?? [],
        Imported = [.. design.Decisions.Select(Imported)],
        SetAside =
        [
            .. inventory.Unread.Select(unread => new RunSetAside(unread.Scope.Value, unread.Reason) { Kind = SetAsideKind.Unread }),
            .. inventory.Missing.Select(missing => new RunSetAside(missing.Value, "there is no such scope any more; check Discovery.Scopes if it should be there") { Kind = SetAsideKind.Missing }),
            .. design.SetAside.Select(aside => new RunSetAside(aside.Subject, aside.Reason) { Kind = aside.IsConflict ? SetAsideKind.Conflict : aside.NeedsPerson ? SetAsideKind.Impossible : SetAsideKind.LeftOut }),
        ],
    };

    /// <summary>The snapshot with its own round as the last of its history.</summary>
    public static HealthSnapshot WithMoment(HealthSnapshot snapshot)
    {
        var latencies = snapshot.Checks.Where(check => check.Status == ProbeStatus.Healthy).Select(check => check.LatencyMs).OfType<long>().Order().ToList();
        var moment = new HealthMoment(
            snapshot.GeneratedAt,
            snapshot.Summary,
            snapshot.Checks.Count(check => check.CalledAt is { } at && at > (snapshot.History is [.., var last] ? last.At : DateTimeOffset.MinValue)),
            snapshot.Checks.Sum(check => check.Usage?.TotalTokens ?? 0),
            latencies.Count == 0 ? null : latencies[latencies.Count / 2]);
        return snapshot with { History = [.. snapshot.History.Append(moment).TakeLast(Moments)] };
    }

    /// <summary>A round that could test nothing: what was known stays, with the reason.</summary>
    public static HealthSnapshot Stopped(HealthSnapshot? before, string error, DateTimeOffset now)
    {
        var known = before ?? new HealthSnapshot { GeneratedAt = now, Summary = HealthSummary.Of([]) };
        return known with { GeneratedAt = now, Error = error };
    }

    private static ImportedDeployment Imported(Decision decision) => new()
    {
        Deployment = decision.Deployment.Id.Value,
        Model = decision.Deployment.ModelName,
        Format = decision.Deployment.ModelFormat,
        Version = decision.Deployment.ModelVersion,
        Sku = decision.Deployment.Sku,
        Capacity = decision.Deployment.Capacity,
        Api = decision.ApiId,
        Path = decision.ApiPath,
        Compatibility = decision.Compatibility,
        Reason = decision.Reason,
        Settings = decision.Settings,
    };
}
