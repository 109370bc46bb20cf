using Importer.Deployments;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Design;

/// <summary>
/// Which APIs people gave the importer to manage where they stand, and which they took out of its hands. The service itself
/// tells: by the ownership tag of an adopted API, by the note of a detached one. Tags and notes were checked when they were read.
/// </summary>
internal sealed class AdoptedApis
{
    private readonly AccountPlaces _places;
    private readonly List<Api> _adopted;
    private readonly List<Api> _detached;
    private readonly ILookup<string, Api> _ownedById;
    private readonly ILookup<string, Api> _ownedByPath;

    public AdoptedApis(IReadOnlyList<Api> apis, AccountPlaces places)
    {
        // They are asked for every group, and a large estate has a thousand groups and as many APIs.
        var owned = apis.Where(api => api is { IsCurrent: true, OwnershipTag: not null }).ToList();
        _places = places;
        _adopted = [.. owned.Where(api => api.OwnershipTag!.AdoptedAs is not null)];
        _detached = [.. apis.Where(api => api is { IsCurrent: true, OwnershipTag: null, Detached: not null })];
        _ownedById = owned.ToLookup(api => api.Id, StringComparer.OrdinalIgnoreCase);
        _ownedByPath = owned.ToLookup(api => api.Path.Trim('/'), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The adopted API of an account under a compatibility; null when there is none.</summary>
    public Api? Adopted(ResourceId account, Compatibility compatibility) =>
        _adopted
            .Where(api => AccountOf(api) == account && Is(api.OwnershipTag!.AdoptedAs!, compatibility))
            .MinBy(api => api.Id, StringComparer.OrdinalIgnoreCase);

    /// <summary>Why nothing is made for <paramref name="group"/>, by deployment; null when something is.</summary>
    public IEnumerable<SetAside>? Refusal(ApiGroup group) =>
        group.AdoptedApi is null && _detached.Find(api => IsDetached(api.Detached!, group)) is { } detached
            ? group.Members.Select(member => new SetAside(
                member.Deployment.Id.Value,
                $"API {detached.Id} was detached from this importer and serves {group.Source} as {group.Compatibility}; it is left alone, and no second API is made beside it. To have it managed again, adopt it: POST /api/import with \"adopt\": \"{detached.Id}\". To have an API made beside it, take the words [detached-from-foundry-importer …] out of its description"
            ))
            : null;

    /// <summary>True when an API of this account stands under the group's id or on its path.</summary>
    public bool IsIncumbent(ApiGroup group) =>
        _ownedById[group.ApiId].Concat(_ownedByPath[group.Path]).Any(api => AccountOf(api) == group.Account.Id);

    private ResourceId AccountOf(Api owned) => _places.AccountOf(owned.OwnershipTag!.Source, owned.OwnershipTag.Host);

    private bool IsDetached(DetachNote note, ApiGroup group) =>
        _places.Now(note.Source, note.Host) == group.Source && Is(note.ServedAs, group.Compatibility);

    private static bool Is(string word, Compatibility compatibility) =>
        string.Equals(word, compatibility.ToString(), StringComparison.OrdinalIgnoreCase);
}
