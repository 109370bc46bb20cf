using System.Globalization;
using System.Text.Json.Nodes;
using LocalAzure.State;
using Microsoft.AspNetCore.WebUtilities;

namespace LocalAzure.Arm;

/// <summary>
/// Pages of a list with <c>nextLink</c>. API Management pages by $top and $skip, see
/// https://learn.microsoft.com/rest/api/apimanagement/apis/list-by-service ; the others by an opaque $skipToken.
/// </summary>
internal static class Paging
{
    public const int PageSize = 100;

    public static JsonObject Page(ArmCall call, IReadOnlyList<JsonObject> all)
    {
        var usesTop = ResourceIds.Same(call.Path.Namespace, "Microsoft.ApiManagement");
        var skipName = usesTop ? "$skip" : "$skipToken";
        var skip = Number(call, skipName) ?? 0;
        var top = usesTop ? Number(call, "$top") : null;
        var size = Math.Min(top ?? PageSize, PageSize);
        var page = new JsonObject { ["value"] = new JsonArray([.. all.Skip(skip).Take(size)]) };
        if (usesTop)
        {
            page["count"] = all.Count;
        }

        // A $top below the page size is the caller's own limit of the page; the list goes on behind it all the same.
        if (skip + size < all.Count)
        {
            page["nextLink"] = NextLink(call, skipName, skip + size);
        }

        return page;
    }

    private static string NextLink(ArmCall call, string skipName, int skip)
    {
        var url = new Uri(call.Cloud.Options.Arm, call.PathAndQuery);
        var query = QueryHelpers
            .ParseQuery(url.Query)
            .ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        query[skipName] = skip.ToString(CultureInfo.InvariantCulture);
        return QueryHelpers.AddQueryString(url.GetLeftPart(UriPartial.Path), query);
    }

    private static int? Number(ArmCall call, string name)
    {
        if (call.Text(name) is not { Length: > 0 } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (number > 0 || name != "$top")
            ? number
            : throw ArmErrors.Refuse(400, "ValidationError", $"'{text}' is not a valid value of {name}.");
    }
}
