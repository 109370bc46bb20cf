namespace LocalAzure.Gateway.Configuration;

/// <summary>
/// A urlTemplate such as <c>/deployments/{deployment-id}/chat/completions?api-version={api-version}</c>.
/// A parameter takes one segment, <c>*</c> or <c>{*rest}</c> the rest; query parameters of a template have to be in the request.
/// https://learn.microsoft.com/azure/api-management/mock-api-responses and the urlTemplate of
/// https://learn.microsoft.com/rest/api/apimanagement/api-operation/create-or-update
/// </summary>
internal sealed record UrlTemplate(IReadOnlyList<string> Segments, IReadOnlyDictionary<string, string> Query)
{
    /// <summary>More literal segments win over fewer.</summary>
    public int Precision => (Segments.Count(segment => !IsParameter(segment)) * 100) + Segments.Count;

    public static UrlTemplate Read(string template)
    {
        var parts = template.Split('?', 2);
        var query =
            parts.Length == 2
                ? parts[1]
                    .Split('&')
                    .Select(pair => pair.Split('=', 2))
                    .Where(pair => pair.Length == 2)
                    .ToDictionary(pair => pair[0], pair => Name(pair[1]))
                : [];
        return new UrlTemplate(Split(parts[0]), query);
    }

    /// <summary>The parameters of a fitting request; null when it does not fit.</summary>
    public Dictionary<string, string>? Match(string path, QueryBag query)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        return MatchPath(Split(path), found) && MatchQuery(query, found) ? found : null;
    }

    private bool MatchPath(string[] path, Dictionary<string, string> found)
    {
        for (var at = 0; at < Segments.Count; at++)
        {
            var segment = Segments[at];
            if (IsRest(segment))
            {
                found[Name(segment).TrimStart('*')] = string.Join('/', path.Skip(at).Select(Uri.UnescapeDataString));
                return true;
            }

            if (at >= path.Length || !MatchSegment(segment, path[at], found))
            {
                return false;
            }
        }

        return path.Length == Segments.Count;
    }

    private static bool MatchSegment(string segment, string actual, Dictionary<string, string> found)
    {
        if (!IsParameter(segment))
        {
            return string.Equals(segment, actual, StringComparison.OrdinalIgnoreCase);
        }

        found[Name(segment)] = Uri.UnescapeDataString(actual);
        return actual.Length > 0;
    }

    private bool MatchQuery(QueryBag query, Dictionary<string, string> found)
    {
        foreach (var (name, parameter) in Query)
        {
            if (query.Get(name) is not { } value)
            {
                return false;
            }

            found[parameter] = value;
        }

        return true;
    }

    private static bool IsParameter(string segment) => IsRest(segment) || (segment.StartsWith('{') && segment.EndsWith('}'));

    private static bool IsRest(string segment) => segment == "*" || segment.StartsWith("{*", StringComparison.Ordinal);

    private static string Name(string segment) => segment.Trim('{', '}');

    private static string[] Split(string path) => path.Trim('/') is { Length: > 0 } inside ? inside.Split('/') : [];
}
