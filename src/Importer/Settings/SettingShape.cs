namespace Importer.Settings;

/// <summary>What may stand at a place in the settings.</summary>
/// <param name="Name">The setting's name.</param>
/// <param name="Kind">Its form.</param>
/// <param name="Children">The names that its objects may have.</param>
internal sealed record SettingShape(string Name, SettingKind Kind, params IReadOnlyList<SettingShape> Children)
{
    /// <summary>A single value.</summary>
    public static implicit operator SettingShape(string name) => ToSettingShape(name);

    /// <summary>A single value.</summary>
    public static SettingShape ToSettingShape(string name) => new(name, SettingKind.Value);

    /// <summary>An object.</summary>
    public static SettingShape Group(string name, params IReadOnlyList<SettingShape> children) => new(name, SettingKind.Group, children);

    /// <summary>An AI policy: an object, or a flag that switches it.</summary>
    public static SettingShape Policy(string name, params IReadOnlyList<SettingShape> children) => new(name, SettingKind.ValueOrGroup, children);

    /// <summary>A list of values.</summary>
    public static SettingShape Values(string name) => new(name, SettingKind.Values);

    /// <summary>An object with names of the user's own.</summary>
    public static SettingShape Names(string name) => new(name, SettingKind.Names);

    /// <summary>The child of that name, in any case.</summary>
    public SettingShape? Find(string name) => Children.FirstOrDefault(child => child.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Every place below, lists as <c>[]</c> and free names as <c>*</c>.</summary>
    public IEnumerable<string> Paths(string parent = "")
    {
        var path = parent.Length == 0 ? Name : $"{parent}.{Name}";
        return [path, .. Below(path), .. Children.SelectMany(child => child.Paths(Kind is SettingKind.Groups ? path + "[]" : path))];
    }

    private IEnumerable<string> Below(string path) => Kind switch
    {
        SettingKind.Values or SettingKind.ValueOrValues or SettingKind.Groups => [path + "[]"],
        SettingKind.Names => [path + ".*"],
        _ => [],
    };
}
