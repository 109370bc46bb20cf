using Importer.Deployments;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Design;

/// <summary>
/// Which APIs people gave the importer to manage where they stand, and which they took out of its hands. The service itself
/// tells: by the ownership tag of an adopted API, by the note of a detached one. Marks and notes were checked when they were read.
/// </summary>
internal sealed class AdoptedApis(IReadOnlyList<Api> apis, AccountPlaces places)
{
    /// <summary>The adopted API of an account under a compatibility; null when there is none.</summary>
    public Api? Adopted(ResourceId account, Compatibility compatibility) =>
        apis.Where(api =>
                api is { IsCurrent: true, OwnershipTag.AdoptedAs: { } word }
                && places.AccountOf(api.OwnershipTag.Source, api.OwnershipTag.Host) == account
                && Is(word, compatibility)
            )
            .MinBy(api => api.Id, StringComparer.OrdinalIgnoreCase);

    /// <summary>Why nothing is made for <paramref name="group"/>, by deployment; null when something is.</summary>
    public IEnumerable<SetAside>? Refusal(ApiGroup group) =>
        group.AdoptedApi is null && apis.FirstOrDefault(api => IsDetached(api, group)) is { } detached
            ? group.Members.Select(member => new SetAside(
                member.Deployment.Id.Value,
                $"API {detached.Id} was detached from this importer and serves {group.Source} as {group.Compatibility}; it is left alone, and no second API is made beside it. To have it managed again, adopt it: POST /api/import with \"adopt\": \"{detached.Id}\". To have an API made beside it, take the words [detached-from-foundry-importer …] out of its description"
            ))
            : null;

    /// <summary>True when an API of this account stands under the group's id or on its path.</summary>
    public bool IsIncumbent(ApiGroup group)
    {
        // Made once, and not for each API: a large estate has a thousand groups and as many APIs.
        var (id, path) = (group.ApiId, group.Path);
        return apis.Any(api =>
            api is { IsCurrent: true, OwnershipTag: { } tag }
            && (
                string.Equals(api.Id, id, StringComparison.OrdinalIgnoreCase)
                || string.Equals(api.Path.Trim('/'), path, StringComparison.OrdinalIgnoreCase)
            )
            && places.AccountOf(tag.Source, tag.Host) == group.Account.Id
        );
    }

    private bool IsDetached(Api api, ApiGroup group) =>
        api is { IsCurrent: true, OwnershipTag: null, Detached: { } note }
        && places.Now(note.Source, note.Host) == group.Source
        && Is(note.ServedAs, group.Compatibility);

    private static bool Is(string word, Compatibility compatibility) =>
        string.Equals(word, compatibility.ToString(), StringComparison.OrdinalIgnoreCase);
}
