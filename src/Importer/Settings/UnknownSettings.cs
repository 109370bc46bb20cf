using Microsoft.Extensions.Configuration;

namespace Importer.Settings;

/// <summary>Finds names that are no settings, and objects, lists and values that stand where another form belongs.</summary>
internal static class UnknownSettings
{
    /// <summary>Walks everything given below <paramref name="section"/>.</summary>
    public static void Check(IConfigurationSection section, SettingShape shape, FaultList faults)
    {
        var children = section.GetChildren().ToList();
        switch (shape.Kind)
        {
            case SettingKind.Value when children.Count > 0:
                faults.Add(section.Path, null, "must be a single value, not an object or a list.");
                break;
            case SettingKind.Group or SettingKind.Groups or SettingKind.Values or SettingKind.Names when !string.IsNullOrEmpty(section.Value):
                faults.Add(section.Path, section.Value, NotAValue(shape, section.Path));
                break;
            case SettingKind.Values or SettingKind.ValueOrValues or SettingKind.Groups:
                CheckItems(section, children, shape, faults);
                break;
            case SettingKind.Names:
                CheckEach(children, SettingShape.ToSettingShape, faults);
                break;
            default:
                CheckNames(section, children, shape, faults);
                break;
        }
    }

    private static void CheckItems(IConfigurationSection section, List<IConfigurationSection> children, SettingShape shape, FaultList faults)
    {
        if (children.Exists(child => !int.TryParse(child.Key, out _)))
        {
            faults.Add(section.Path, null, "must be a list ([ … ]), not an object.");
            return;
        }

        var kind = shape.Kind is SettingKind.Groups ? SettingKind.Group : SettingKind.Value;
        CheckEach(children, key => new SettingShape(key, kind, shape.Children), faults);
    }

    private static void CheckNames(IConfigurationSection section, List<IConfigurationSection> children, SettingShape shape, FaultList faults)
    {
        foreach (var child in children)
        {
            if (shape.Find(child.Key) is { } known)
            {
                Check(section.GetSection(known.Name), known, faults);
            }
            else if (shape.Children.Count > 0)
            {
                // The value of an unknown name may be a secret in the wrong place.
                faults.Add(child.Path, null, Unknown(child.Key, shape));
            }
        }
    }

    private static void CheckEach(List<IConfigurationSection> children, Func<string, SettingShape> shapeOf, FaultList faults)
    {
        foreach (var child in children)
        {
            Check(child, shapeOf(child.Key), faults);
        }
    }

    private static string Unknown(string name, SettingShape shape)
    {
        var names = shape.Children.Select(child => child.Name).ToList();
        if (Nearest.Of(name, names) is { } nearest)
        {
            return $"is not a setting. Did you mean '{nearest}'?";
        }

        // A key of something else must not be led to where the importer's own secret belongs.
        var elsewhere = SettingsMap.Root.Paths()
            .FirstOrDefault(path => path.EndsWith("." + name, StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".Ownership.Key", StringComparison.Ordinal));
        return elsewhere is null
            ? $"is not a setting. Known here: {string.Join(", ", names)}."
            : $"is not a setting here. Did you mean {elsewhere.Replace('.', ':')}?";
    }

    private static string NotAValue(SettingShape shape, string path) => shape.Kind is SettingKind.Group or SettingKind.Names
        ? "must be an object ({ … }), not a value."
        : $"must be a list ([ … ], or app settings {path.Replace(":", "__", StringComparison.Ordinal)}__0, __1, …), not a value.";
}
