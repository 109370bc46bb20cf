namespace LocalAzure.Gateway.Documents;

/// <summary>What the service holds that a policy document may name. Names compare without case.</summary>
public sealed record PolicyReferences
{
    public required IReadOnlySet<string> Backends { get; init; }

    public required IReadOnlySet<string> NamedValues { get; init; }

    public required IReadOnlySet<string> Fragments { get; init; }

    /// <summary>Client ids of the user-assigned identities on the service.</summary>
    public required IReadOnlySet<string> ClientIds { get; init; }
}
