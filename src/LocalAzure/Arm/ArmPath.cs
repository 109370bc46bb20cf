using LocalAzure.State;

namespace LocalAzure.Arm;

/// <summary>
/// A management path taken apart: <c>{scope}/providers/{namespace}/{type}/{name}…</c>, ending on a name or on a type (list) or action.
/// </summary>
internal sealed record ArmPath
{
    /// <summary>What stands before the last <c>/providers/</c>; empty at tenant level.</summary>
    public required string Scope { get; init; }

    public required string Namespace { get; init; }

    /// <summary>Type names in order.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Resource names in order; one fewer than types when the path ends on a type or action.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public bool EndsOnName => Names.Count == Types.Count;

    /// <summary>The type named by the path, for example <c>Microsoft.ApiManagement/service/apis</c>.</summary>
    public string Type => $"{Namespace}/{string.Join('/', Types)}";

    public string Name => Names[^1];

    /// <summary>The last segment of a path that does not end on a name: a list or an action.</summary>
    public string Tail => Types[^1];

    public string SubscriptionId => Segment("subscriptions") ?? "";

    public string? ResourceGroup => Segment("resourceGroups");

    public string Id => IdUpTo(Names.Count);

    /// <summary>The resource above; the scope for a top-level type.</summary>
    public string ParentId => IdUpTo(Types.Count - 1);

    /// <summary>The same path one level up, as the resource that an action is for.</summary>
    public ArmPath Owner => this with { Types = [.. Types.Take(Types.Count - 1)] };

    /// <summary>Null when the path has no provider segment with a type behind it.</summary>
    public static ArmPath? Parse(string path)
    {
        var segments = path.Trim('/').Split('/');
        var at = Array.FindLastIndex(segments, one => ResourceIds.Same(one, "providers"));
        if (at < 0 || at + 2 >= segments.Length || segments.Any(one => one.Length == 0))
        {
            return null;
        }

        var rest = segments[(at + 2)..];
        return new ArmPath
        {
            Scope = string.Concat(segments[..at].Select(one => $"/{one}")),
            Namespace = segments[at + 1],
            Types = [.. rest.Where((_, index) => index % 2 == 0)],
            Names = [.. rest.Where((_, index) => index % 2 == 1)],
        };
    }

    private string IdUpTo(int names) =>
        names == 0
            ? Scope
            : $"{Scope}/providers/{Namespace}" + string.Concat(Enumerable.Range(0, names).Select(i => $"/{Types[i]}/{Names[i]}"));

    private string? Segment(string before)
    {
        var segments = Scope.Split('/');
        var at = Array.FindIndex(segments, one => ResourceIds.Same(one, before));
        return at >= 0 && at + 1 < segments.Length ? segments[at + 1] : null;
    }
}
