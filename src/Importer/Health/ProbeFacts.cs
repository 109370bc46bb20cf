using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Health;

/// <summary>What is known around a deployment under test, so that a cause can name the account, the role and the exact fix.</summary>
public sealed record ProbeFacts
{
    /// <summary>The account; null when it is not known.</summary>
    public FoundryAccount? Account { get; init; }

    /// <summary>The API Management service; null when it is not known.</summary>
    public ServiceInfo? Service { get; init; }

    /// <summary>The role that the gateway's identity needs; null when the API authenticates with a key.</summary>
    public RoleGrant? Role { get; init; }

    /// <summary>The audience of the gateway's token; null when it is not known, or the API authenticates with a key.</summary>
    public string? Audience { get; init; }

    /// <summary>True when the API authenticates with the account's key.</summary>
    public bool UsesKey { get; init; }

    /// <summary>What of the API and of what it uses is not as designed; empty when nothing is, or nobody looked.</summary>
    public IReadOnlyList<GatewayDeviation> Deviations { get; init; } = [];

    /// <summary>The subscription whose key is used.</summary>
    public string Subscription { get; init; } = "master";

    internal string AccountName => Account?.Name ?? Role?.Account.Name ?? "the account";

    internal string AccountId => (Account?.Id ?? Role?.Account)?.Value ?? "<the account's id>";
}
