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
        new((fault, facts) => fault is { Status: 404, Speaker: Speaker.Gateway } && Gone(facts) is not null, (_, facts) => new(
            CauseCode.NoSuchApi, $"the gateway has no API or operation under this URL ({Gone(facts)})", Repair)),
        new((fault, facts) => MayComeOfAChange(fault) && Edited(fault, facts) is not null, (fault, facts) => new(
            CauseCode.GatewayChanged, $"the API is not as designed ({Edited(fault, facts)})", Repair)),
    ];

    private static bool MayComeOfAChange(ProbeFault fault) =>
        fault.Status is 400 or 401 or 403 or 404 || fault is { Status: >= 500, Speaker: Speaker.Gateway };

    private static GatewayDeviation? Elsewhere(ProbeFacts facts) => facts.Deviations.FirstOrDefault(deviation =>
        deviation.Key.Kind == ResourceKind.Backend
        && (deviation.Change == ChangeKind.Create || deviation.Differences.Any(difference => difference.Field == "url")));

    private static GatewayDeviation? Gone(ProbeFacts facts) => facts.Deviations.FirstOrDefault(deviation =>
        deviation.Key.Kind == ResourceKind.Api
        && (deviation.Change == ChangeKind.Create || deviation.Differences.Any(difference => difference.Field is "path" or "operation")));

    // A missing role or identity and another key explain themselves better by the answer that they lead to.
    private static GatewayDeviation? Edited(ProbeFault fault, ProbeFacts facts) => facts.Deviations.FirstOrDefault(deviation => deviation.Key.Kind switch
    {
        ResourceKind.Policy => true,
        ResourceKind.NamedValue => fault is not { Status: 401, Speaker: Speaker.Model },
        ResourceKind.Api => deviation.Change == ChangeKind.Create || deviation.Differences.Any(Breaks),
        _ => false,
    });

    private static bool Breaks(FieldDifference difference) =>
        difference.Field is "path" or "protocols" or "subscriptionRequired" or "operation"
        || difference.Field.StartsWith("subscriptionKeyParameterNames", StringComparison.Ordinal);
}
