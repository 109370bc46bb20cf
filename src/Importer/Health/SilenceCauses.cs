using System.Globalization;

namespace Importer.Health;

/// <summary>Causes where no answer came.</summary>
internal static class SilenceCauses
{
    public static IReadOnlyList<CauseRule> Rules { get; } =
    [
        new((fault, _) => fault is { Status: null, WaitedFor: not null }, (fault, _) => new(
            CauseCode.TimedOut,
            string.Create(CultureInfo.InvariantCulture, $"no answer within {fault.WaitedFor!.Value.TotalSeconds:0.#} s"),
            "if the model is only slow, raise Health.Timeout (up to four minutes); else look at the deployment's latency under Metrics of the account in the Azure portal")),
        new((fault, _) => fault.Status is null, (_, facts) => new(
            CauseCode.GatewayUnreachable,
            $"the gateway cannot be reached at {facts.Service?.GatewayUrl.Host ?? "its address"}",
            "check the name and its DNS, and whether the importer's network may reach the gateway (a gateway in a virtual network needs a Functions app with virtual network integration)")),
        new((fault, _) => fault.Status == 504, (_, _) => new(
            CauseCode.TimedOut,
            "the model did not answer the gateway in time",
            "raise Policies.Timeout for this API if the model is only slow; else look at the deployment's latency under Metrics of the account in the Azure portal")),
    ];
}
