using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Importer.Configuration;

/// <summary>Every setting there is, as the records describe them. What is not on this map is a fault.</summary>
internal static class SettingsMap
{
    /// <summary>The object that holds all settings.</summary>
    public static Setting Root { get; } =
        new("Importer", SettingKind.Group, SettingsOf(typeof(ImporterSettings), forFleets: false))
        {
            Facts = new(
                "All settings. ApiManagement.ServiceId, Discovery.Scopes and Reports.Container are required, here or as app settings."
            ),
        };

    /// <summary>The settings of a record in the order of its properties, some of them in an object of their own.</summary>
    private static IReadOnlyList<Setting> SettingsOf(Type record, bool forFleets)
    {
        var usual = Activator.CreateInstance(record);
        return
        [
            .. record
                .GetProperties()
                .OrderBy(property => property.MetadataToken)
                .SelectMany(property => SettingsOf(property, usual, forFleets))
                .GroupBy(place => place.Group ?? place.Setting.Name)
                .Select(places => places.First().Group is null ? places.Single().Setting : GroupOf(record, places.Key, places)),
        ];
    }

    private static IEnumerable<(string? Group, Setting Setting)> SettingsOf(PropertyInfo property, object? usual, bool forFleets)
    {
        if (property.GetCustomAttribute<SettingsOfAttribute>() is { } other)
        {
            return SettingsOf(other.Record, other.ForFleets).Select(setting => ((string?)null, setting));
        }

        if (property.GetCustomAttribute<SettingAttribute>() is not { } facts || (forFleets && !facts.ForFleets))
        {
            return [];
        }

        var path = (facts.At ?? property.Name).Split('.');
        return [(path.Length > 1 ? path[0] : null, SettingOf(path[^1], property, facts, usual, forFleets))];
    }

    private static Setting SettingOf(string name, PropertyInfo property, SettingAttribute facts, object? usual, bool forFleets)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var item = type.IsGenericType && type != typeof(ReadOnlyMemory<byte>) ? type.GetGenericArguments()[^1] : type;
        var isRecord = item.Namespace == typeof(ImporterSettings).Namespace && item is { IsEnum: false } && item != typeof(NamedAlias);
        return new(name, KindOf(type, item, isRecord, facts), isRecord ? SettingsOf(item, forFleets) : [])
        {
            Facts = facts,
            Type = item,
            Words = WordsOf(item, facts, forFleets),
            IsRequired = property.GetCustomAttribute<RequiredMemberAttribute>() is not null && !facts.ByAppSetting,
            Usual = usual is null || property.GetCustomAttribute<RequiredMemberAttribute>() is not null ? null : property.GetValue(usual),
        };
    }

    private static Setting GroupOf(Type record, string name, IEnumerable<(string? Group, Setting Setting)> places)
    {
        var group = record.GetCustomAttributes<SettingGroupAttribute>().Single(one => one.Name == name);
        var facts = new SettingAttribute(group.Text) { Switch = group.Switch, Short = group.Short };
        return new(name, ObjectKind(facts), [.. places.Select(place => place.Setting)]) { Facts = facts };
    }

    private static SettingKind KindOf(Type type, Type item, bool isRecord, SettingAttribute facts) =>
        (type == item, isRecord) switch
        {
            (true, true) => ObjectKind(facts),
            (true, false) => SettingKind.Value,
            (false, true) => SettingKind.Groups,
            _ when facts.Alone is not null => SettingKind.ValueOrValues,
            _ when facts.ByName => SettingKind.ValuesOrLists,
            _ when item == typeof(NamedAlias) => SettingKind.Lists,
            _ => type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? SettingKind.Names : SettingKind.Values,
        };

    private static SettingKind ObjectKind(SettingAttribute facts) =>
        facts.Switch || facts.Short is not null ? SettingKind.ValueOrGroup : SettingKind.Group;

    private static string[] WordsOf(Type type, SettingAttribute facts, bool forFleets) =>
        (forFleets ? facts.FleetWords : null)
        ?? facts.Words
        ?? (
            type.IsEnum
                ? [.. Enum.GetNames(type).Select(word => facts.CamelCase ? JsonNamingPolicy.CamelCase.ConvertName(word) : word)]
                : []
        );
}

/// <summary>The form that a setting takes.</summary>
internal enum SettingKind
{
    /// <summary>One text, number or flag.</summary>
    Value,

    /// <summary>An object with known names.</summary>
    Group,

    /// <summary>Either of the two.</summary>
    ValueOrGroup,

    /// <summary>A list of values.</summary>
    Values,

    /// <summary>One value or a list of them.</summary>
    ValueOrValues,

    /// <summary>A list of objects.</summary>
    Groups,

    /// <summary>An object with names of the user's own and a value each.</summary>
    Names,

    /// <summary>An object with names of the user's own and a list of values each.</summary>
    Lists,

    /// <summary>A list of values, or such an object.</summary>
    ValuesOrLists,
}

/// <summary>What may stand at a place in the settings.</summary>
/// <param name="Name">The setting's name.</param>
/// <param name="Kind">Its form.</param>
/// <param name="Children">The names that its objects may have.</param>
internal sealed record Setting(string Name, SettingKind Kind, params IReadOnlyList<Setting> Children)
{
    private static readonly SettingAttribute Nothing = new("");

    /// <summary>What the record says about it.</summary>
    public SettingAttribute Facts { get; init; } = Nothing;

    /// <summary>The type of its value, or of each item.</summary>
    public Type Type { get; init; } = typeof(string);

    /// <summary>The words that are allowed; empty for any value of the type.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>True when its object must have it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What holds without it; null for nothing that a file could say.</summary>
    public object? Usual { get; init; }

    /// <summary>The child of that name, in any case.</summary>
    public Setting? Find(string name) => Children.FirstOrDefault(child => child.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Every place below, lists as <c>[]</c> and free names as <c>*</c>.</summary>
    public IEnumerable<string> Paths(string parent = "")
    {
        var path = parent.Length == 0 ? Name : $"{parent}.{Name}";
        return [path, .. Below(path), .. Children.SelectMany(child => child.Paths(Kind is SettingKind.Groups ? path + "[]" : path))];
    }

    private IEnumerable<string> Below(string path) =>
        Kind switch
        {
            SettingKind.Values or SettingKind.ValueOrValues or SettingKind.Groups => [path + "[]"],
            SettingKind.Names => [path + ".*"],
            SettingKind.Lists => [path + ".*", path + ".*[]"],
            SettingKind.ValuesOrLists => [path + "[]", path + ".*", path + ".*[]"],
            _ => [],
        };
}

/// <summary>Finds names that are no settings, and objects, lists and values that stand where another form belongs.</summary>
internal static class UnknownSettings
{
    /// <summary>Walks everything given below <paramref name="section"/>.</summary>
    public static void Check(IConfigurationSection section, Setting shape, FaultList faults)
    {
        var children = section.GetChildren().ToList();
        switch (shape.Kind)
        {
            case SettingKind.Value when children.Count > 0:
                faults.Add(section.Path, null, "must be a single value, not an object or a list.");
                break;
            case SettingKind.Group
            or SettingKind.Groups
            or SettingKind.Values
            or SettingKind.Names
            or SettingKind.Lists
            or SettingKind.ValuesOrLists when !string.IsNullOrEmpty(section.Value):
                faults.Add(section.Path, section.Value, NotAValue(shape, section.Path));
                break;
            case SettingKind.Values or SettingKind.ValueOrValues or SettingKind.Groups:
                CheckItems(section, children, shape, faults);
                break;
            case SettingKind.Names:
                CheckEach(children, SettingKind.Value, [], faults);
                break;
            case SettingKind.Lists:
                CheckEach(children, SettingKind.Values, [], faults);
                break;
            case SettingKind.ValuesOrLists:
                CheckEither(section, children, faults);
                break;
            default:
                CheckNames(section, children, shape, faults);
                break;
        }
    }

    private static void CheckItems(IConfigurationSection section, List<IConfigurationSection> children, Setting shape, FaultList faults)
    {
        if (children.Exists(child => !int.TryParse(child.Key, out _)))
        {
            faults.Add(section.Path, null, "must be a list ([ … ]), not an object.");
            return;
        }

        var kind = shape.Kind is SettingKind.Groups ? SettingKind.Group : SettingKind.Value;
        CheckEach(children, kind, shape.Children, faults);
    }

    private static void CheckEither(IConfigurationSection section, List<IConfigurationSection> children, FaultList faults)
    {
        var numbers = children.Count(child => int.TryParse(child.Key, out _));
        if (numbers > 0 && numbers < children.Count)
        {
            var names = string.Join(", ", children.Select(child => child.Key).Where(key => !int.TryParse(key, out _)));
            faults.Add(
                section.Path,
                null,
                $"is a list and has names of its own ({names}) as well: a file and app settings give it together. Write one list, or one list a name."
            );
            return;
        }

        CheckEach(children, numbers > 0 ? SettingKind.Value : SettingKind.Values, [], faults);
    }

    private static void CheckNames(IConfigurationSection section, List<IConfigurationSection> children, Setting shape, FaultList faults)
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

    private static void CheckEach(List<IConfigurationSection> sections, SettingKind kind, IReadOnlyList<Setting> children, FaultList faults)
    {
        foreach (var section in sections)
        {
            Check(section, new Setting(section.Key, kind, children), faults);
        }
    }

    private static string Unknown(string name, Setting shape)
    {
        var names = shape.Children.Select(child => child.Name).ToList();
        if (Nearest.Of(name, names) is { } nearest)
        {
            return $"is not a setting. Did you mean '{nearest}'?";
        }

        // A key of something else must not be led to where the importer's own secret belongs.
        var elsewhere = SettingsMap
            .Root.Paths()
            .FirstOrDefault(path =>
                path.EndsWith("." + name, StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".Ownership.Key", StringComparison.Ordinal)
            );
        return elsewhere is null
            ? $"is not a setting. Known here: {string.Join(", ", names)}."
            : $"is not a setting here. Did you mean {elsewhere.Replace('.', ':')}?";
    }

    private static string NotAValue(Setting shape, string path) =>
        shape.Kind switch
        {
            SettingKind.Group or SettingKind.Names or SettingKind.Lists => "must be an object ({ … }), not a value.",
            SettingKind.ValuesOrLists => "must be a list ([ … ]) or an object with lists ({ \"name\": [ … ] }), not a value.",
            _ => $"must be a list ([ … ], or app settings {path.Replace(":", "__", StringComparison.Ordinal)}__0, __1, …), not a value.",
        };
}
