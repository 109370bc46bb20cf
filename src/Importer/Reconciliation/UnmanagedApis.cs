using Importer.Design;
using Importer.Gateway;
using Importer.ManualActions;
using Importer.Planning;
using Importer.Policies;

namespace Importer.Reconciliation;

/// <summary>
/// Names the APIs that people made and that call an account already, when a plan makes the first one of its own beside them.
/// Policies of such APIs are read only then, and only where a backend that people made stands for the account too.
/// </summary>
internal sealed class UnmanagedApis(IGateway gateway)
{
    private const int Most = 50;

    /// <summary>A sentence for each, with both ways to go on.</summary>
    public async Task<IReadOnlyList<SetAside>> OfAsync(
        Plan plan,
        GatewayState state,
        RunContext context,
        CancellationToken cancellationToken
    )
    {
        var made = plan
            .Steps.Where(step => step is { Change: ChangeKind.Create, Resource: Api { OwnershipTag: not null } })
            .Select(step => (Api)step.Resource)
            .ToList();
        if (made.Count == 0 || context.Adoption?.Target is not null)
        {
            return [];
        }

        var unmanaged = context.All.Where(api => api is { IsCurrent: true, OwnershipTag: null, Type: "http" }).ToList();
        var accounts = context
            .Inventory.Accounts.Select(found => found.Account)
            .Where(account => made.Exists(api => account.Id.Covers(api.OwnershipTag!.Source)))
            .ToList();
        bool Calls(Uri address) => CalledAccount.At(address, accounts).Any();
        var backends = state
            .OfType<Backend>()
            .Where(found => found.OwnershipTag is null && Calls(((Backend)found.Resource).Url))
            .Select(found => found.Resource.Key.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var byUrl = unmanaged.Where(api => Uri.TryCreate(api.ServiceUrl, UriKind.Absolute, out var url) && Calls(url)).ToList();
        var others = backends.Count == 0 ? [] : unmanaged.Except(byUrl).ToList();
        var byPolicy = others.Count is 0 or > Most ? [] : await CallingAsync(others, backends, Calls, context.Service, cancellationToken);
        return
        [
            .. byUrl.Concat(byPolicy).OrderBy(api => api.Id, StringComparer.OrdinalIgnoreCase).Select(api => Note(api, made)),
            .. others.Count > Most
                ?
                [
                    new SetAside(
                        accounts[0].Id.Value,
                        $"people made backends for the account ({string.Join(", ", backends.Order(StringComparer.OrdinalIgnoreCase))}); which of the {others.Count} APIs that are not managed call it was not looked at. To have one of them managed: POST /api/import with \"adopt\": \"<its id>\""
                    ),
                ]
                : Array.Empty<SetAside>(),
        ];
    }

    private async Task<IReadOnlyList<Api>> CallingAsync(
        IReadOnlyList<Api> apis,
        HashSet<string> backends,
        Func<Uri, bool> calls,
        ServiceInfo service,
        CancellationToken cancellationToken
    )
    {
        var read = await gateway.ReadAsync(
            new GatewayQuery
            {
                Service = service,
                Apis = [.. apis.Select(api => new Observed(api, null, null))],
                Wanted = apis,
                IsInScope = _ => false,
                WithProducts = false,
                WithTags = false,
            },
            cancellationToken
        );
        return
        [
            .. apis.Where(api =>
                read.Find(ApiPolicy.KeyFor(api.Id))?.Resource is ApiPolicy policy
                && (PolicyTargets.Of(policy.Xml) ?? []).Any(target =>
                    target.BackendId is { } id
                        ? backends.Contains(id)
                        : Uri.TryCreate(target.BaseUrl, UriKind.Absolute, out var url) && calls(url)
                )
            ),
        ];
    }

    private static SetAside Note(Api api, IReadOnlyList<Api> made) =>
        new(
            api.Id,
            $"API {api.Id}, which people made on '{api.Path}', calls this account already, and {string.Join(", ", made.Select(one => one.Id))} is made beside it; both answer. To have the one of people managed instead: POST /api/import with \"adopt\": \"{api.Id}\""
        );
}
