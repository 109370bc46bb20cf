using Importer.Gateway;

namespace Importer.Health;

/// <summary>Causes that a comparison with the design shows: somebody changed the gateway.</summary>
internal static class DesignCauses
{
    private const string Repair = "put it right: POST /api/import, or set Drift.Mode to Repair and wait for the next drift check";

    public static IReadOnlyList<CauseRule> Rules { get; } =
    [
        new((fault, facts) => fault.Status != 429 && Elsewhere(facts) is not null, (_, facts) => new(
            CauseCode.WrongBackend, $"the gateway sends the calls to a wrong place ({Elsewhere(facts)})", Repair)),
        new((fault, facts) => MayComeOfAChange(fault) && Edited(facts) is not null, (_, facts) => new(
            CauseCode.GatewayChanged, $"the API is not as designed ({Edited(facts)})", Repair)),
    ];

    private static bool MayComeOfAChange(ProbeFault fault) =>
        fault.Status is 400 or 401 or 403 or 404 || fault is { Status: >= 500, Speaker: Speaker.Gateway };

    private static GatewayDeviation? Elsewhere(ProbeFacts facts) => facts.Deviations.FirstOrDefault(deviation =>
        deviation.Key.Kind == ResourceKind.Backend
        && (deviation.Change == ChangeKind.Create || deviation.Differences.Any(difference => difference.Field == "url")));

    // A missing role or identity explains itself better by the answer that it leads to.
    private static GatewayDeviation? Edited(ProbeFacts facts) => facts.Deviations.FirstOrDefault(deviation => deviation.Key.Kind switch
    {
        ResourceKind.Policy or ResourceKind.NamedValue => true,
        ResourceKind.Api => deviation.Change == ChangeKind.Create || deviation.Differences.Any(Breaks),
        _ => false,
    });

    private static bool Breaks(FieldDifference difference) =>
        difference.Field is "path" or "protocols" or "subscriptionRequired" or "operation"
        || difference.Field.StartsWith("subscriptionKeyParameterNames", StringComparison.Ordinal);
}
