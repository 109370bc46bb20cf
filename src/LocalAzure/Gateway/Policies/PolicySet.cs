namespace LocalAzure.Gateway.Policies;

/// <summary>The four sections of a request with every <c>base</c> resolved.</summary>
internal sealed record PolicySet(
    IReadOnlyList<Policy> Inbound,
    IReadOnlyList<Policy> Backend,
    IReadOnlyList<Policy> Outbound,
    IReadOnlyList<Policy> OnError
);
