using Importer.Gateway;
using Importer.Resources;

namespace Importer.ManualActions;

/// <summary>Finds the API that a person names: by its full Azure id, its id, or its display name.</summary>
internal static class ApiFinder
{
    /// <summary>The API, or a sentence with the way out.</summary>
    public static (Api? Api, string? Refusal) Find(string name, IReadOnlyList<Api> apis, ResourceId service)
    {
        var id = ResourceId.TryParse(name, out var full) ? full.Name : name;
        if (full is not null && (!full.IsOfType("Microsoft.ApiManagement/service/apis") || full.Parent() != service))
        {
            return (null, $"'{name}' is no API of {service}; give the id of one (…/apis/<id>), or its name");
        }

        if (apis.FirstOrDefault(api => Same(api.Id, id)) is { } found)
        {
            return found.IsCurrent
                ? (found, null)
                : (
                    null,
                    $"'{name}' is a revision that is not current; make it current in API Management, or give the API's id without ';rev='"
                );
        }

        if (id.Contains(";rev=", StringComparison.OrdinalIgnoreCase))
        {
            return (null, $"'{name}' is a revision that is not current, or not there; give the API's id without ';rev='");
        }

        var named = full is null ? apis.Where(api => api.IsCurrent && Same(api.DisplayName, name)).ToList() : [];
        return named switch
        {
            [var only] => (only, null),
            [] => (null, $"there is no API '{name}' in {service.Name}; give the id or the display name of one that is there"),
            _ => (null, $"{named.Count} APIs are called '{name}' ({string.Join(", ", named.Select(api => api.Id))}); give the id of one"),
        };
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
