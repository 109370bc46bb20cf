using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.ManualActions;
using Importer.Policies;
using Importer.Resources;

namespace Importer.Reconciliation;

/// <summary>Finds the APIs that people have already and that call the accounts which are looked at.</summary>
public sealed class ExistingApis(IDeploymentSource source, IGateway gateway, ImporterSettings settings)
{
    /// <summary>
    /// The APIs without an ownership tag or note of the importer's whose calls go to an account inside <paramref name="scope"/> (null for
    /// everything
    /// configured). Reads the policy and the operations of every such API; throws <see cref="GatewayUnreadableException"/> when that cannot
    /// be read.
    /// </summary>
    public async Task<IReadOnlyList<ExistingApi>> FindAsync(ResourceId? scope, CancellationToken cancellationToken)
    {
        var inventory = await source.ListAccountsAsync(settings.Scopes, cancellationToken);
        var accounts = inventory.Accounts.Select(found => found.Account).ToList();
        var service = await gateway.ReadServiceAsync(cancellationToken);
        var listed = await gateway.ListApisAsync(service, cancellationToken);
        var theirs = listed
            .Where(found => found is { OwnershipTag: null, Unproven: null, Resource: Api { IsCurrent: true, Detached: null } })
            .Select(found => (Api)found.Resource)
            .ToList();
        if (theirs.Count == 0 || accounts.Count == 0)
        {
            return [];
        }

        var state = await gateway.ReadAsync(
            new GatewayQuery
            {
                Service = service,
                Apis = listed,
                Wanted = theirs,
                IsInScope = _ => false,
                WithProducts = false,
                WithTags = false,
            },
            cancellationToken
        );
        IReadOnlyList<Api> all = [.. listed.Select(found => (Api)found.Resource)];
        List<ExistingApi> found = [];
        foreach (var api in theirs.OrderBy(api => api.Id, StringComparer.OrdinalIgnoreCase))
        {
            var called = accounts
                .Where(account => Calls(api, PolicyOf(api, state) ?? "", state, account))
                .Select(account => account.Id)
                .ToList();
            if (called.Count > 0 && (scope is null || called.Exists(account => scope.Covers(account) || account.Covers(scope))))
            {
                var extras = await gateway.ReadExtrasAsync(
                    state.Find(api.Key)?.Resource as Api ?? api,
                    PolicyOf(api, state),
                    cancellationToken
                );
                found.Add(Judge(api, called, (state, extras), accounts, all));
            }
        }

        return found;
    }

    private static string? PolicyOf(Api api, GatewayState state) => (state.Find(ApiPolicy.KeyFor(api.Id))?.Resource as ApiPolicy)?.Xml;

    private static ExistingApi Judge(
        Api api,
        IReadOnlyList<ResourceId> called,
        (GatewayState State, ApiExtras Extras) read,
        IReadOnlyList<FoundryAccount> accounts,
        IReadOnlyList<Api> all
    )
    {
        var verdict = AdoptionEligibility.Judge(api, read, accounts, all);
        return new ExistingApi(api.Id, api.Path, called)
        {
            Compatibility = verdict.Called?.Compatibility,
            Obstacle = verdict.Refusal,
            Notes = [.. verdict.Notes.Select(note => note.Reason)],
        };
    }

    // By the host alone: an address that is not quite an account's endpoint calls the account all the same.
    private static bool Calls(Api api, string policy, GatewayState state, FoundryAccount account)
    {
        var hosts = Endpoints.Bases(account).Select(address => address.Authority).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var paths = Endpoints.Bases(account).Select(address => address.AbsoluteUri.TrimEnd('/')).ToList();
        return IsOf(api.ServiceUrl)
            || (
                PolicyTargets.Of(policy) is { } targets
                    ? targets.Any(target =>
                        IsOf(target.BaseUrl)
                        || (
                            target.BackendId is { } id
                            && state.Find(new ResourceKey(ResourceKind.Backend, id))?.Resource is Backend backend
                            && IsOf(backend.Url.AbsoluteUri)
                        )
                    )
                    : hosts.Any(host => policy.Contains(host, StringComparison.OrdinalIgnoreCase))
            );

        // Where several accounts share a host (a stand-in's do), the first part of the path tells them apart.
        bool IsOf(string? text) =>
            Uri.TryCreate(text, UriKind.Absolute, out var address)
            && hosts.Contains(address.Authority)
            && (
                !address.IsLoopback
                || paths.Any(path => $"{address.AbsoluteUri.TrimEnd('/')}/".StartsWith($"{path}/", StringComparison.OrdinalIgnoreCase))
            );
    }
}

/// <summary>An API that people made and that calls accounts which are looked at.</summary>
/// <param name="Id">The API's id.</param>
/// <param name="Path">Its path below the gateway's host.</param>
/// <param name="Accounts">The accounts that it calls.</param>
public sealed record ExistingApi(string Id, string Path, IReadOnlyList<ResourceId> Accounts)
{
    /// <summary>How it calls its account; null when it cannot be adopted.</summary>
    public Compatibility? Compatibility { get; init; }

    /// <summary>Why it cannot be adopted, with the way out; null when it can.</summary>
    public string? Obstacle { get; init; }

    /// <summary>What an adoption would change.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
