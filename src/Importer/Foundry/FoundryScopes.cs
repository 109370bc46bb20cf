using Importer.Deployments;

namespace Importer.Foundry;

/// <summary>Turns scopes into the fewest places to look.</summary>
internal static class FoundryScopes
{
    /// <summary>The scopes with deployments replaced by their accounts, and without those that another one contains.</summary>
    public static IReadOnlyList<ResourceId> Fewest(IReadOnlyList<ResourceId> scopes)
    {
        var places = scopes.Select(FoundryAccount.IdOf).Distinct().ToList();
        return [.. places.Where(place => !places.Any(other => other != place && other.Covers(place)))];
    }

    /// <summary>The list or resource to read for a scope.</summary>
    public static string PathOf(ResourceId scope) =>
        scope.Type is null ? $"{scope.Value}/providers/{FoundryAccount.ResourceType}" : scope.Value;
}
