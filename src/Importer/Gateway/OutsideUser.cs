namespace Importer.Gateway;

/// <summary>Something that this importer does not manage and that may use a backend or a named value: a policy, a fragment, a pool.</summary>
/// <param name="Name">What people know it by, such as <c>API petstore</c>.</param>
/// <param name="Text">Its policy, or its JSON.</param>
public sealed record OutsideUser(string Name, string Text)
{
    /// <summary>True when <paramref name="resource"/> is named in it, as a whole word and in any case.</summary>
    public bool Uses(GatewayResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return Names(resource.Key.Name) || (resource is NamedValue { DisplayName: { Length: > 0 } shown } && Names(shown));
    }

    private bool Names(string name)
    {
        for (var at = Find(name, 0); at >= 0; at = Find(name, at + 1))
        {
            if (!IsPartOfName(at - 1) && !IsPartOfName(at + name.Length))
            {
                return true;
            }
        }

        return false;
    }

    private int Find(string name, int from) => Text.IndexOf(name, from, StringComparison.OrdinalIgnoreCase);

    private bool IsPartOfName(int at) => at >= 0 && at < Text.Length && (char.IsLetterOrDigit(Text[at]) || Text[at] is '-' or '_');
}
