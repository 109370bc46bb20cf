namespace Importer.Health;

/// <summary>Causes that lie in the gateway itself: no identity, an open circuit breaker, a backend out of reach.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/api-management-error-handling-policies</remarks>
internal static class GatewayCauses
{
    public static IReadOnlyList<CauseRule> Rules { get; } =
    [
        new((fault, _) => fault.Status == 503 && fault.Speaker == Speaker.Gateway, (_, _) => new(
            CauseCode.CircuitOpen,
            "the backend's circuit breaker is open: the gateway leaves the model alone after repeated failures",
            "it closes by itself after TripSeconds; see what failed before (Policies.CircuitBreaker sets FailureCount, IntervalSeconds and TripSeconds)")),
        new((fault, facts) => fault.Status >= 500 && fault.Speaker == Speaker.Gateway && LacksIdentity(facts), (_, facts) => new(
            CauseCode.IdentityMissing,
            "the API Management service has no system-assigned identity, so the gateway can get no token for the model",
            $"switch it on: az apim update --ids {facts.Service!.Id} --set identity.type=SystemAssigned (portal: Managed identities of the service); then POST /api/import grants the role") { MayPass = true }),
        new((fault, _) => fault.Status == 500 && fault.Speaker == Speaker.Gateway, (_, facts) => new(
            CauseCode.GatewayFault,
            "the gateway failed before it had an answer: most often the backend's host cannot be reached (DNS, refused connection, private endpoint) or no token could be had",
            $"check that the service's network resolves and reaches the endpoint of {facts.AccountName} ({facts.Account?.Endpoint?.Host ?? "see Keys and Endpoint"}); the exact reason is in the trace of the API's Test tab")),
    ];

    private static bool LacksIdentity(ProbeFacts facts) => facts is { UsesKey: false, Service.PrincipalId: null or "" };
}
