using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Importer.Configuration;

/// <summary>Writes the JSON schema of <c>importer.json</c> (draft 2020-12) from what the records say of their settings.</summary>
/// <remarks>Source: https://json-schema.org/draft/2020-12</remarks>
public static class SettingsSchema
{
    private const string Days = "([0-9]+\\.)?";

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema's text.</summary>
    public static string Write()
    {
        var shared = new SharedForms(SettingsMap.Root);
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Settings of the Foundry to API Management importer",
            ["description"] =
                "importer.json, beside host.json. Every value can also be an app setting: Importer__Discovery__OptOutTag, Importer__Discovery__Scopes__0, and so on.",
            ["type"] = "object",
            ["required"] = new JsonArray("Importer"),
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["$schema"] = new JsonObject { ["description"] = "Where this schema is.", ["type"] = "string" },
                ["Importer"] = shared.Place(SettingsMap.Root),
            },
            ["$defs"] = shared.Definitions(),
        };
        return root.ToJsonString(Layout) + "\n";
    }

    /// <summary>What may stand in the setting's place; the settings inside as <paramref name="place"/> gives them.</summary>
    internal static JsonObject Form(Setting setting, Func<Setting, JsonObject> place)
    {
        var form = new JsonObject { ["description"] = setting.Facts.Text };
        Add(
            form,
            setting.Kind switch
            {
                SettingKind.Value => Value(setting),
                SettingKind.Group => Object(setting, place),
                SettingKind.ValueOrGroup => ValueOrGroup(setting, place),
                SettingKind.Values => List(Value(setting), setting.Facts.MinCount),
                SettingKind.ValueOrValues => ValueOrList(setting),
                SettingKind.Groups => List(Object(setting, place), 0),
                SettingKind.ValuesOrLists => ListOrNamed(setting),
                _ => Named(setting),
            }
        );
        if (Default(setting) is { } usual)
        {
            form["default"] = usual;
        }

        if (setting.Facts.Example is { } example)
        {
            form["examples"] = new JsonArray(example[0] is '[' or '{' || char.IsDigit(example[0]) ? JsonNode.Parse(example) : example);
        }

        return form;
    }

    private static JsonObject Value(Setting setting)
    {
        var facts = setting.Facts;
        if (setting.Words.Count > 0)
        {
            return Words(setting.Words);
        }

        if (setting.Type == typeof(TimeSpan))
        {
            return Duration(facts);
        }

        var form = new JsonObject { ["type"] = TypeOf(setting.Type) };
        if ((string?)form["type"] is not "string")
        {
            Range(form, facts, setting.Type == typeof(int) ? int.MaxValue : double.PositiveInfinity);
            return form;
        }

        form["pattern"] = facts.Pattern ?? SettingForms.Text;
        if (facts.Not is { } not)
        {
            form["not"] = new JsonObject { ["pattern"] = not };
        }

        Add(form, "minLength", facts.MinLength > 0 ? facts.MinLength : null);
        Add(form, "maxLength", facts.MaxLength > 0 ? facts.MaxLength : null);
        return form;
    }

    private static JsonObject Object(Setting setting, Func<Setting, JsonObject> place)
    {
        var (facts, children) = (setting.Facts, setting.Children);
        var form = new JsonObject { ["type"] = "object", ["additionalProperties"] = false };
        Add(form, "minProperties", facts.MinCount > 0 ? facts.MinCount : null);
        var required = children.Where(child => child.IsRequired).Select(child => (JsonNode)child.Name).ToArray();
        Add(form, "required", required.Length > 0 ? new JsonArray(required) : null);
        Add(
            form,
            "anyOf",
            facts.OneOf is { } one ? Array([.. one.Select(name => new JsonObject { ["required"] = new JsonArray(name) })]) : null
        );
        var needy = children.Where(child => child.Facts.Needs is not null).ToList();
        Add(
            form,
            "dependentRequired",
            needy.Count > 0
                ? new JsonObject(needy.Select(child => KeyValuePair.Create(child.Name, (JsonNode?)new JsonArray(child.Facts.Needs))))
                : null
        );
        form["properties"] = new JsonObject(children.Select(child => KeyValuePair.Create(child.Name, (JsonNode?)place(child))));
        return form;
    }

    // true is good where every field has a default.
    private static JsonObject ValueOrGroup(Setting setting, Func<Setting, JsonObject> place)
    {
        var facts = setting.Facts;
        var takesTrue = facts is { OneOf: null, Short: null } && !setting.Children.Any(child => child.IsRequired);
        var inside = Object(setting, place);
        inside["minProperties"] = 1;
        JsonObject?[] options =
        [
            facts.Switch ? new JsonObject { ["enum"] = takesTrue ? new JsonArray(true, false, null) : new JsonArray(false, null) } : null,
            facts.Switch ? new JsonObject { ["type"] = "object", ["maxProperties"] = 0 } : null,
            facts.Short is { } name ? Value(setting.Find(name)!) : null,
            inside,
        ];
        return new() { ["anyOf"] = Array(options.OfType<JsonObject>()) };
    }

    private static JsonObject ValueOrList(Setting setting) =>
        new() { ["anyOf"] = Array([Words([.. setting.Facts.Alone!, .. setting.Words]), List(Words(setting.Words), 1)]) };

    private static JsonObject ListOrNamed(Setting setting) =>
        new()
        {
            ["anyOf"] = Array([
                List(Value(setting), setting.Facts.MinCount),
                Named(new(setting.Name, SettingKind.Lists) { Facts = setting.Facts, Type = setting.Type }, minCount: 1),
            ]),
        };

    /// <summary>An object with names of the user's own: a value each, or a list.</summary>
    private static JsonObject Named(Setting setting, int? minCount = null)
    {
        var facts = setting.Facts;
        var isList = setting.Kind is SettingKind.Lists;
        var value = isList ? List(Value(setting with { Type = typeof(string) }), minCount ?? facts.MinCount) : Value(setting);
        if (!isList && setting.Type == typeof(string))
        {
            value["type"] = new JsonArray("string", "null");
        }

        var form = new JsonObject { ["type"] = isList ? "object" : new JsonArray("object", "null") };
        Add(form, "propertyNames", facts.Names is { } names ? Words(names) : null);
        Add(form, "propertyNames", facts.NamePattern is { } pattern ? new JsonObject { ["pattern"] = pattern } : null);
        Add(form, "maxProperties", facts.MaxCount > 0 ? facts.MaxCount : null);
        form["additionalProperties"] = value;
        return form;
    }

    private static JsonObject Duration(SettingAttribute facts)
    {
        var days = facts.Max >= TimeSpan.FromDays(1).TotalSeconds ? Days : "";
        var fraction = facts.WholeSeconds ? "" : "(\\.[0-9]+)?";
        var seconds = new JsonObject { ["type"] = facts.WholeSeconds ? "integer" : "number" };
        Range(seconds, facts, double.PositiveInfinity);
        var text = new JsonObject
        {
            ["type"] = "string",
            ["pattern"] = $"^([0-9]+{fraction}|{days}[0-9]{{1,2}}:[0-9]{{2}}:[0-9]{{2}}{fraction})$",
        };
        return new() { ["anyOf"] = Array([text, seconds]) };
    }

    private static JsonObject List(JsonObject item, int minCount)
    {
        var form = new JsonObject { ["type"] = "array", ["items"] = item };
        Add(form, "minItems", minCount > 0 ? minCount : null);
        return form;
    }

    private static JsonObject Words(IEnumerable<string> words) =>
        new() { ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) };

    private static void Range(JsonObject form, SettingAttribute facts, double largest)
    {
        var max = Math.Min(facts.Max, largest);
        Add(form, "minimum", double.IsFinite(facts.Min) ? Number(facts.Min) : null);
        Add(form, "maximum", double.IsFinite(max) ? Number(max) : null);
    }

    private static JsonNode Number(double number) => double.IsInteger(number) ? (long)number : number;

    private static string TypeOf(Type type) =>
        Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => "boolean",
            TypeCode.Int32 or TypeCode.Int64 => "integer",
            TypeCode.Double => "number",
            _ => "string",
        };

    private static JsonNode? Default(Setting setting) =>
        setting switch
        {
            { Facts.Switch: true } => false,
            { Facts.Default: { } own } => JsonNode.Parse(own),
            { Kind: SettingKind.Group or SettingKind.ValueOrGroup } => null,
            { Kind: SettingKind.Lists } => new JsonObject(),
            _ => Json(setting.Usual),
        };

    private static JsonNode? Json(object? value) =>
        value switch
        {
            null => null,
            bool flag => flag,
            int or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            double number => number,
            TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
            Uri address => address.OriginalString,
            IReadOnlyDictionary<string, string> pairs => new JsonObject(
                pairs.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))
            ),
            string or Enum => value.ToString(),
            IDictionary => new JsonObject(),
            IEnumerable items => Array(items.Cast<object>().Select(Json)),
            _ => null,
        };

    private static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    private static void Add(JsonObject form, JsonObject more)
    {
        foreach (var (name, value) in more.ToList())
        {
            more.Remove(name);
            form[name] = value;
        }
    }

    private static void Add(JsonObject form, string name, JsonNode? value)
    {
        if (value is not null)
        {
            form[name] = value;
        }
    }
}

/// <summary>Finds settings that stand in several places and are the same there: these are written once.</summary>
internal sealed class SharedForms
{
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, Setting> _shared = [];

    /// <summary>Looks through everything below <paramref name="root"/>.</summary>
    public SharedForms(Setting root)
    {
        var places = Pairs(root).ToLookup(pair => Text(pair.Child), pair => (pair.Child, Parent: Text(pair.Parent)));
        foreach (var same in places.Where(same => same.DistinctBy(place => place.Parent).Skip(1).Any()))
        {
            var setting = same.First().Child;
            var name = Enumerable
                .Range(1, int.MaxValue)
                .Select(number => number == 1 ? setting.Name : $"{setting.Name}{number}")
                .First(name => !_shared.ContainsKey(name));
            _names[same.Key] = name;
            _shared[name] = setting;
        }
    }

    /// <summary>The setting as it stands in its place: itself, or where it is written.</summary>
    public JsonObject Place(Setting setting) =>
        _names.TryGetValue(Text(setting), out var name)
            ? new JsonObject { ["$ref"] = $"#/$defs/{name}" }
            : SettingsSchema.Form(setting, Place);

    /// <summary>What is written once, by name.</summary>
    public JsonObject Definitions() =>
        new(_shared.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)SettingsSchema.Form(pair.Value, Place))));

    private static IEnumerable<(Setting Parent, Setting Child)> Pairs(Setting parent) =>
        parent.Children.SelectMany(child => Pairs(child).Prepend((parent, child)));

    private static string Text(Setting setting) => setting.Name + Whole(setting).ToJsonString();

    private static JsonObject Whole(Setting setting) => SettingsSchema.Form(setting, Whole);
}
