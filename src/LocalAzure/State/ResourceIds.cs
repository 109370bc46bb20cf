namespace LocalAzure.State;

/// <summary>Reads ARM ids; every comparison of ids and types ignores case, as ARM does.</summary>
public static class ResourceIds
{
    public static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for the scope itself and for everything below it.</summary>
    public static bool IsWithin(string id, string scope) =>
        Same(id, scope) || id.StartsWith($"{scope.TrimEnd('/')}/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The last segment.</summary>
    public static string Name(string id) => id[(id.LastIndexOf('/') + 1)..];

    /// <summary>The resource one level up; for a top-level or extension resource, the scope before <c>/providers/</c>.</summary>
    public static string Parent(string id)
    {
        var segments = id.Split('/');
        var isTopLevel = segments.Length >= 5 && Same(segments[^4], "providers");
        return string.Join('/', segments[..^(isTopLevel ? 4 : 2)]);
    }
}
