using System.Collections.Concurrent;
using LocalAzure.Gateway.Policies;

namespace LocalAzure.Gateway.Configuration;

/// <summary>The gateway's configuration at one version of the store; never changed, only replaced.</summary>
internal sealed class GatewaySnapshot
{
    private readonly ConcurrentDictionary<string, PolicySet> _policies = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, IReadOnlyList<Policy>> _fragments = new(StringComparer.OrdinalIgnoreCase);

    public required long Version { get; init; }

    public required ServiceEntry Service { get; init; }

    /// <summary>Longest path first.</summary>
    public required IReadOnlyList<ApiEntry> Apis { get; init; }

    public required IReadOnlyDictionary<string, ProductEntry> Products { get; init; }

    /// <summary>By key.</summary>
    public required IReadOnlyDictionary<string, SubscriptionEntry> Subscriptions { get; init; }

    public required IReadOnlyDictionary<string, BackendEntry> Backends { get; init; }

    public required IReadOnlyDictionary<string, string> NamedValues { get; init; }

    /// <summary>Fragment name to document.</summary>
    public required IReadOnlyDictionary<string, string> Fragments { get; init; }

    /// <summary>Whether an external cache is registered, which the semantic cache needs.</summary>
    public required bool HasCache { get; init; }

    public required PolicyDocuments Documents { get; init; }

    public required DiagnosticTable Diagnostics { get; init; }

    /// <summary>The API with the longest fitting path, and the path below it.</summary>
    public (ApiEntry Api, string Path)? FindApi(string path)
    {
        foreach (var api in Apis)
        {
            if (api.Below(path) is { } below)
            {
                return (api, below);
            }
        }

        return null;
    }

    /// <summary>The policies of a fragment, compiled once.</summary>
    public IReadOnlyList<Policy> Fragment(string name) => _fragments.GetOrAdd(name, one => new PolicyCompiler(this).Fragment(one));

    /// <summary>The four sections for a request, compiled once per combination of scopes.</summary>
    public PolicySet Policies(ApiEntry api, OperationEntry? operation, ProductEntry? product) =>
        _policies.GetOrAdd(
            $"{product?.ArmId}|{operation?.ArmId ?? api.ArmId}",
            _ => new PolicyCompiler(this).Compile([Service.Id, product?.ArmId, api.ArmId, operation?.ArmId])
        );
}
