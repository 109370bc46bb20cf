using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Importer.Configuration;
using Json.Schema;

namespace Importer.Tests.Settings;

/// <summary>
/// The schema is what the records say, and never takes what the reader refuses. A record that changes is written into the file by
/// running these tests with <c>UPDATE_GOLDEN=1</c>, or by <c>foundry-importer check --schema</c>.
/// </summary>
public sealed partial class GeneratedSchemaTests
{
    private const string FileName = "docs/importer.schema.json";

    private static readonly JsonDocumentOptions Tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonObject Schema = JsonNode.Parse(SettingsSchema.Write())!.AsObject();
    private static readonly SchemaChecker Checker = new(Schema);

    // Of every form, on both sides of every edge.
    private static readonly JsonNode?[] Values =
    [
        .. new double[] { -1, 0, 0.5, 1, 1.5, 4, 7, 8, 50, 51, 64, 65, 240, 241, 300, 301, 480, 481, 3600, 3601, 3650, 3651 }.Select(
            number => (JsonNode)number
        ),
        .. new double[] { 10_000, 10_001, 43_200, 43_201, 86_400, 86_401, 2_592_000, 2_592_001, 1e10 }.Select(number => (JsonNode)number),
        true,
        false,
        .. Texts().Select(text => (JsonNode)text),
        new JsonArray(),
        new JsonArray("x"),
        new JsonArray("x", 1),
        new JsonArray(1, 4000),
        new JsonArray(new JsonArray()),
        new JsonArray(new JsonObject()),
        new JsonObject { ["Colour"] = "red" },
        new JsonObject { ["Colour"] = new JsonArray("red") },
        new JsonObject { ["Colour"] = new JsonArray() },
        new JsonObject { ["Hate"] = 9 },
    ];

    // Good by itself; what it does not go with stands elsewhere, which no schema can see.
    private static readonly string[] NotAlone =
    [
        "falls between the levels",
        "belongs to Mode",
        "is missing beside",
        "but the mode is",
        "is that of a fleet above",
        "has nothing to act on",
        "needs Watch",
        "needs a value, such as",
        "Give the address to post to",
    ];

    /// <summary>Each place of the full file that holds a value, a list or an object.</summary>
    public static TheoryData<string> Places =>
        [.. Nodes(JsonNode.Parse(FullSettings.Text)!["Importer"]!, "").Select(node => node.Path).Where(IsOfItsOwn)];

    /// <summary>Each example, with the place it is for.</summary>
    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (
                var (path, setting) in Settings(SettingsMap.Root, "")
                    .Where(pair => pair.Setting.Facts.Example is not null && IsOfItsOwn(pair.Path))
            )
            {
                examples.Add(path, setting.Facts.Example!);
            }

            return examples;
        }
    }

    /// <summary>Each piece of JSON in the documentation that holds settings.</summary>
    public static TheoryData<string, string> Samples
    {
        get
        {
            var samples = new TheoryData<string, string>();
            foreach (
                var (page, text) in Directory
                    .EnumerateFiles(Path.Combine(RepositoryFiles.Root, "docs"), "*.md")
                    .Append(Path.Combine(RepositoryFiles.Root, "README.md"))
                    .SelectMany(page => Fenced().Matches(File.ReadAllText(page)).Select(match => (page, match.Groups[1].Value)))
            )
            {
                if (AsSettings(text) is { } settings)
                {
                    samples.Add(Path.GetFileName(page), settings);
                }
            }

            return samples;
        }
    }

    [Fact]
    public void The_file_is_what_the_records_say()
    {
        var path = Path.Combine(RepositoryFiles.Root, FileName);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, SettingsSchema.Write());
        }

        Assert.Equal(SettingsSchema.Write(), File.ReadAllText(path));
    }

    [Fact]
    public void The_schema_is_one_by_the_rules_of_its_draft()
    {
        var result = MetaSchemas.Draft202012.Evaluate(JsonSerializer.SerializeToElement(Schema));

        Assert.True(result.IsValid);
    }

    [Fact]
    public void Every_setting_says_what_it_does_in_a_sentence() =>
        Assert.All(
            Settings(SettingsMap.Root, ""),
            pair =>
            {
                Assert.EndsWith(".", pair.Setting.Facts.Text, StringComparison.Ordinal);
                Assert.DoesNotContain("  ", pair.Setting.Facts.Text, StringComparison.Ordinal);
            }
        );

    /// <summary>Nothing but what goes together across places may be left to the reader.</summary>
    [Theory]
    [MemberData(nameof(Places))]
    public void What_the_schema_takes_the_reader_takes(string place)
    {
        var wrong = new List<string>();
        var around = Around(place);
        foreach (var value in Values)
        {
            var document = JsonNode.Parse(around)!;
            var given = Put(document["Importer"]!, place, value);
            var faults = SettingsText
                .ReadWhole(document.ToJsonString())
                .Faults.Where(fault =>
                    ("Importer:" + place is var here) && (fault.Path == here || fault.Path.StartsWith(here + ":", StringComparison.Ordinal))
                )
                .Where(fault => !NotAlone.Any(words => fault.Message.Contains(words, StringComparison.Ordinal)))
                .ToList();
            if (faults.Count > 0 && Checker.Check(document).Count == 0)
            {
                wrong.Add($"{given?.ToJsonString() ?? "null"}: {faults[0]}");
            }
        }

        Assert.Empty(wrong);
    }

    /// <summary>A value at its edge is good for both, and one beyond it for neither.</summary>
    [Fact]
    public void Every_range_is_the_readers()
    {
        var numbers = Nodes(JsonNode.Parse(FullSettings.Text)!["Importer"]!, "")
            .Select(node => (node.Path, Setting: SettingAt(node.Path)))
            .Where(pair =>
                pair.Setting is { Facts: var facts, Kind: SettingKind.Value } && (double.IsFinite(facts.Min) || double.IsFinite(facts.Max))
            )
            .ToList();
        Assert.InRange(numbers.Count, 40, 200);

        foreach (var (path, setting) in numbers)
        {
            var (min, max) = (setting!.Facts.Min, setting.Facts.Max);
            var step = setting.Type == typeof(double) ? 0.01 : 1;
            Assert.Equal((path, min, true, true), Judged(path, min));
            Assert.Equal((path, min - step, false, false), Judged(path, min - step));
            if (double.IsFinite(max))
            {
                Assert.Equal((path, max, true, true), Judged(path, max));
                Assert.Equal((path, max + step, false, false), Judged(path, max + step));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_good_for_both(string path, string example)
    {
        var value = example[0] is '[' or '{' || char.IsDigit(example[0]) ? JsonNode.Parse(example) : example;
        var document = JsonNode.Parse(FullSettings.Text)!;
        Put(document["Importer"]!, path, value);

        Assert.Empty(Checker.Check(document));
        Assert.Empty(SettingsText.ReadWhole(document.ToJsonString()).Faults);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_of_the_documentation_is_good_for_both(string page, string sample)
    {
        Assert.NotEmpty(page);
        var whole = SettingsText.With(JsonNode.Parse(sample, documentOptions: Tolerant)!.ToJsonString());

        Assert.Empty(Checker.Check(JsonNode.Parse(whole)));
        Assert.Empty(SettingsText.ReadWhole(whole).Faults);
    }

    /// <summary>The third column of the tables: where it is a value, it is the one that holds.</summary>
    [Fact]
    public void The_tables_of_the_documentation_tell_the_defaults_that_hold()
    {
        var told = Row()
            .Matches(RepositoryFiles.Read("docs/settings.md"))
            .Select(match => (Path: match.Groups[1].Value.Replace("[]", "", StringComparison.Ordinal), Default: match.Groups[2].Value))
            .ToList();
        var known = Settings(SettingsMap.Root, "")
            .ToLookup(pair => pair.Path.Replace(":0", "", StringComparison.Ordinal).Replace(':', '.'));
        var checkedRows = 0;

        foreach (var (path, text) in told)
        {
            var setting = known[path].Concat(known["Defaults." + path]).FirstOrDefault().Setting;
            if (setting is null || SettingsSchema.Form(setting, _ => [])["default"] is not { } usual)
            {
                continue;
            }

            checkedRows++;
            Assert.Equal(
                $"{path}: {(usual is JsonValue value ? value.ToString() : usual.ToJsonString(Relaxed).Replace(",", ", ", StringComparison.Ordinal))}",
                $"{path}: {text}"
            );
        }

        Assert.InRange(checkedRows, 30, 200);
    }

    private static JsonSerializerOptions Relaxed { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static IEnumerable<string> Texts() =>
        [
            "",
            " ",
            "x",
            "X-1",
            "a=b",
            "=",
            "a/b",
            "/a",
            "openai",
            "x/OpenAI/v1",
            "a//b",
            "a:",
            "{account}",
            "{acount}",
            "{",
            "a\tb",
            "[1]",
            "*",
            "a*?",
            "true",
            "1",
            "12x",
            "00:00:01",
            "1:2",
            "1.00:00:00",
            "Keep",
            "ManagedIdentity",
            "@(1)",
            "@(1",
            "@{x}",
            "{{name}}",
            "https://contoso.com",
            "https://contoso.com/a?b=c",
            "https://me@contoso.com",
            "https://",
            "http://contoso.com",
            "http://127.0.0.1:7080",
            "api://contoso",
            "ftp://contoso.com",
            "spec.yaml",
            "https://contoso.com/spec.YML?x",
            "https://v.vault.azure.net/secrets/key",
            "https://v.vault.azure.net/keys/key",
            "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b",
            "https://contoso.blob.core.windows.net/Reports",
            "https://contoso.blob.core.windows.net/reports/",
            "models.contoso.example",
            "*.contoso.example",
            "-.contoso",
            SettingsText.Service,
            SettingsText.Service + "/apis/x",
            SettingsText.Subscription,
            SettingsText.Subscription + "/resourceGroups/rg",
            SettingsText.Subscription + "/providers/x",
            "00000000-0000-0000-0000-000000000001",
            "0123456789abcdef",
            "0123456789ABCDEF",
            "text [foundry-importer] text",
            new string('a', 31),
            new string('a', 64),
            new string('a', 81),
            new string('a', 301),
            new string('a', 4001),
        ];

    /// <summary>False for what a rule has in common with the defaults: the map makes both of one record.</summary>
    private static bool IsOfItsOwn(string path) =>
        path.Split(':') is not ["Rules", "0", not ("Match" or "Import" or "Compatibility" or "Authentication"), ..]
        && path is not "Rules:0:Authentication:Audience";

    /// <summary>The smallest good file, and of the full one the part that the place is in.</summary>
    private static string Around(string path)
    {
        var (whole, around) = (JsonNode.Parse(FullSettings.Text)!["Importer"]!, JsonNode.Parse(SettingsText.Smallest)!);
        var name = path.Split(':')[0];
        around["Importer"]![name] = whole[name]!.DeepClone();
        return around.ToJsonString();
    }

    private static (string, double, bool, bool) Judged(string path, double number)
    {
        var document = JsonNode.Parse(Around(path))!;
        Put(document["Importer"]!, path, double.IsInteger(number) ? (long)number : number);
        var here = "Importer:" + path;
        return (
            path,
            number,
            !SettingsText.ReadWhole(document.ToJsonString()).Faults.Any(fault => fault.Path == here),
            Checker.Check(document).Count == 0
        );
    }

    private static JsonNode? Put(JsonNode root, string path, JsonNode? value)
    {
        var names = path.Split(':');
        var copy = value?.DeepClone();
        var parent = names[..^1]
            .Aggregate(
                root,
                (node, name) =>
                    node is JsonArray items
                        ? items[int.Parse(name, CultureInfo.InvariantCulture)]!
                        : node[name] ?? (node[name] = new JsonObject())
            );
        if (parent is JsonArray list)
        {
            list[int.Parse(names[^1], CultureInfo.InvariantCulture)] = copy;
        }
        else
        {
            parent[names[^1]] = copy;
        }

        return copy;
    }

    private static Setting? SettingAt(string path) =>
        path.Split(':').Aggregate((Setting?)SettingsMap.Root, (setting, name) => int.TryParse(name, out _) ? setting : setting?.Find(name));

    private static IEnumerable<(string Path, JsonNode Node)> Nodes(JsonNode node, string path)
    {
        var inside = node switch
        {
            JsonObject members => members.SelectMany(member =>
                Nodes(member.Value!, path.Length == 0 ? member.Key : $"{path}:{member.Key}")
            ),
            JsonArray items => items.SelectMany((item, index) => Nodes(item!, $"{path}:{index}")),
            _ => [],
        };
        return path.Length == 0 ? inside : inside.Prepend((path, node));
    }

    private static IEnumerable<(string Path, Setting Setting)> Settings(Setting parent, string path) =>
        parent.Children.SelectMany(child =>
        {
            var place = path.Length == 0 ? child.Name : $"{path}:{child.Name}";
            return Settings(child, child.Kind is SettingKind.Groups ? place + ":0" : place).Prepend((place, child));
        });

    /// <summary>The inside of <c>Importer</c> that a piece of documentation shows, or null when it shows something else.</summary>
    private static string? AsSettings(string text)
    {
        foreach (var candidate in (string[])[text, $"{{ {text} }}"])
        {
            try
            {
                if (JsonNode.Parse(candidate, documentOptions: Tolerant) is JsonObject { Count: > 0 } members)
                {
                    var inside = members["Importer"] as JsonObject ?? members;
                    return inside.All(member => SettingsMap.Root.Find(member.Key) is not null) ? inside.ToJsonString() : null;
                }
            }
            catch (JsonException)
            {
                // Not whole by itself; the next form is tried.
            }
        }

        return null;
    }

    [GeneratedRegex("```jsonc?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^\| `([^`]+)` \| [^|]+ \| `([^|`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
