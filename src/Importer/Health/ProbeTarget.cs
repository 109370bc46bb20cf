using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Lifecycle;

namespace Importer.Health;

/// <summary>A deployment to be called through an API.</summary>
internal sealed record ProbeTarget
{
    /// <summary>The deployment.</summary>
    public required ModelDeployment Deployment { get; init; }

    /// <summary>The API's id.</summary>
    public required string Api { get; init; }

    /// <summary>The API's path, to which the compatibility's routes are relative.</summary>
    public required string Path { get; init; }

    /// <summary>How the deployment is called.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>The <c>api-version</c> to name; empty for none.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>What the API's operations can make a model do; null when that is not known.</summary>
    public IReadOnlySet<Capability>? Callable { get; init; }

    /// <summary>The header that carries the subscription key.</summary>
    public required string KeyHeader { get; init; }

    /// <summary>True while a new role, deployment or API may still be on its way: what is refused then is pending and not broken.</summary>
    public bool IsFresh { get; init; }

    /// <summary>The most tokens that a call of it is known to have used; 0 before the first.</summary>
    public int MostTokens { get; init; }

    /// <summary>What is known around it.</summary>
    public ProbeFacts Facts { get; init; } = new();
}

/// <summary>A resource behind an API that is not as designed.</summary>
/// <param name="Key">Which.</param>
/// <param name="Change">What would put it right: create it, update it, delete it.</param>
/// <param name="Differences">Which fields differ.</param>
internal sealed record GatewayDeviation(ResourceKey Key, ChangeKind Change, IReadOnlyList<FieldDifference> Differences)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Change switch
        {
            ChangeKind.Create => $"{Key} is not there",
            ChangeKind.Delete => $"{Key} should not be there",
            _ =>
                $"{Key}: {string.Join("; ", Differences.Take(3).Select(difference => $"{difference.Field} is {difference.Actual ?? "absent"}, designed {difference.Expected ?? "absent"}"))}",
        };
}

/// <summary>What is known around a deployment under test, so that a cause can name the account, the role and the exact fix.</summary>
internal sealed record ProbeFacts
{
    /// <summary>The account; null when it is not known.</summary>
    public FoundryAccount? Account { get; init; }

    /// <summary>The API Management service; null when it is not known.</summary>
    public ServiceInfo? Service { get; init; }

    /// <summary>The role that the gateway's identity needs; null when the API authenticates with a key.</summary>
    public RoleGrant? Role { get; init; }

    /// <summary>
    /// The audience of the gateway's token, where the documentation leaves open which one is taken (Anthropic); null elsewhere, and with a
    /// key.
    /// </summary>
    public string? Audience { get; init; }

    /// <summary>True when the API authenticates with the account's key.</summary>
    public bool UsesKey { get; init; }

    /// <summary>What of the API and of what it uses is not as designed; empty when nothing is, or nobody looked.</summary>
    public IReadOnlyList<GatewayDeviation> Deviations { get; init; } = [];

    /// <summary>What is ahead of the deployment, as the list of its location says; null where nobody looks.</summary>
    public Retirement? Ahead { get; init; }

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
