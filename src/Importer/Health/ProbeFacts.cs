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
    public string Subscription { get; init; } = HealthSettings.UsualSubscription;

    /// <summary>The operation that the call takes, when it has a policy of its own; null when it has none, or nobody looked.</summary>
    public string? OperationPolicy { get; init; }

    /// <summary>The client id of the user-assigned identity that the API's policy uses; null for the service's own identity.</summary>
    public string? ClientId { get; init; }

    /// <summary>The elements of the policy that the design gives the API; null when they are not known.</summary>
    public IReadOnlySet<string>? PolicyElements { get; init; }

    /// <summary>Whether the designed backend has a circuit breaker; null when it is not known.</summary>
    public bool? HasCircuitBreaker { get; init; }

    /// <summary>The backends that the policy calls besides the account's: content safety, embeddings.</summary>
    public IReadOnlyList<string> OtherBackends { get; init; } = [];

    /// <summary>The fragments that the policy includes.</summary>
    public IReadOnlyList<string> Fragments { get; init; } = [];

    /// <summary>True when drift checks put right what they find.</summary>
    public bool RepairsDrift { get; init; }

    /// <summary>What the last run that tried could not write, with the reason.</summary>
    public IReadOnlyDictionary<ResourceKey, string> RefusedWrites { get; init; } = new Dictionary<ResourceKey, string>();

    /// <summary>Whether the designed policy has one of these elements; null when that is not known.</summary>
    internal bool? Designed(params ReadOnlySpan<string> elements)
    {
        if (PolicyElements is not { } known)
        {
            return null;
        }

        foreach (var element in elements)
        {
            if (known.Contains(element))
            {
                return true;
            }
        }

        return false;
    }

    internal string AccountName => Account?.Name ?? Role?.Account.Name ?? "the account";

    internal string AccountId => (Account?.Id ?? Role?.Account)?.Value ?? "<the account's id>";
}
