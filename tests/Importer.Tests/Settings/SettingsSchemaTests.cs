using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Configuration;

namespace Importer.Tests.Settings;

public sealed class SettingsSchemaTests
{
    private static readonly JsonDocumentOptions Tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonObject Schema = JsonNode.Parse(RepositoryFiles.Read("docs/importer.schema.json"))!.AsObject();
    private static readonly SchemaChecker Checker = new(Schema);

    private static readonly HashSet<string> OfProfile =
    [
        .. SettingsMap
            .Root.Paths()
            .Where(path => path.StartsWith("Importer.Defaults.", StringComparison.Ordinal))
            .Select(path => path["Importer.Defaults.".Length..])
            .Where(path => path.Split('.')[0] is not ("BasePath" or "Compatibility" or "Source" or "OpenApi")),
    ];

    /// <summary>Each value of the full file: its path in the settings.</summary>
    public static TheoryData<string> GivenValues => [.. Leaves(JsonNode.Parse(FullSettings.Text)!, "").Select(leaf => leaf.Path)];

    /// <summary>Each default that the schema tells, outside rules: its path and the value as JSON.</summary>
    public static IEnumerable<object[]> Defaults =>
        Places(Schema, "")
            .Where(place =>
                place.Node.ContainsKey("default")
                && place.Path.StartsWith("Importer.", StringComparison.Ordinal)
                && !place.Path.Contains("[]", StringComparison.Ordinal)
            )
            .Select(place => new object[] { place.Path, place.Node["default"]!.ToJsonString() });

    [Fact]
    public void The_schema_and_the_reader_know_the_same_settings()
    {
        var inSchema = Places(Schema, "")
            .Select(place => place.Path)
            .Where(path => path.StartsWith("Importer", StringComparison.Ordinal))
            .Distinct();

        Assert.Equal(SettingsMap.Root.Paths().Order(StringComparer.Ordinal), inSchema.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_full_file_has_every_setting_and_is_good_for_both()
    {
        var document = JsonNode.Parse(FullSettings.Text)!;

        Assert.Empty(Checker.Check(document));
        Assert.Empty(SettingsText.ReadWhole(FullSettings.Text).Faults);
        var given = Leaves(document, "").Select(leaf => Either(General(leaf.Path))).ToHashSet();
        Assert.All(
            SettingsMap
                .Root.Paths()
                .Where(path => !path.Contains('*', StringComparison.Ordinal) && path is not ("Importer.Rules" or "Importer.Rules[]"))
                .Select(Either),
            path =>
                Assert.Contains(
                    given,
                    each =>
                        each == path
                        || each.StartsWith(path + ".", StringComparison.Ordinal)
                        || each.StartsWith(path + "[", StringComparison.Ordinal)
                )
        );
    }

    [Theory]
    [MemberData(nameof(GivenValues))]
    public void Every_setting_is_read_so_a_control_character_in_it_is_a_fault(string path)
    {
        var document = JsonNode.Parse(FullSettings.Text)!;
        Leaves(document, "").Single(leaf => leaf.Path == path).Node.ReplaceWith("a\u0001b");

        var result = SettingsText.ReadWhole(document.ToJsonString());

        Assert.Contains(path, result.Faults.Select(fault => fault.Path));
    }

    [Theory]
    [MemberData(nameof(Defaults))]
    public void A_default_in_the_schema_is_the_default_in_the_code(string path, string json)
    {
        var names = path.Split('.')[1..];
        var overlay = names.Reverse().Aggregate(json, (inner, name) => $$"""{ "{{name}}": {{inner}} }""");
        var company = Company(path);

        Assert.Equal(Print(SettingsText.Good(company)), Print(SettingsText.Good(Merged(company, overlay))));
    }

    [Theory]
    [MemberData(nameof(WrongForms.Cases), MemberType = typeof(WrongForms))]
    public void Wrong_names_and_forms_are_refused_by_the_schema_too(string what, string overlay, string[] faults)
    {
        Assert.NotEmpty(what);
        Assert.NotEmpty(faults);
        Assert.NotEmpty(Checker.Check(JsonNode.Parse(SettingsText.With(overlay))));
    }

    [Fact]
    public void The_sample_file_is_good_for_both()
    {
        var text = RepositoryFiles.Read("importer.sample.json");

        Assert.Empty(Checker.Check(JsonNode.Parse(text, documentOptions: Tolerant)));
        Assert.Empty(SettingsText.ReadWhole(text).Faults);
    }

    [Fact]
    public void The_sample_of_app_settings_is_good()
    {
        var values = JsonNode.Parse(RepositoryFiles.Read("local.settings.sample.json"))!["Values"]!
            .AsObject()
            .ToDictionary(value => value.Key, value => (string?)value.Value);

        Assert.Empty(SettingsFile.Load(Path.GetTempPath(), values).Check().Faults);
    }

    [Fact]
    public void The_documentation_names_every_setting()
    {
        var text = RepositoryFiles.Read("docs/settings.md");
        var missing = SettingsMap
            .Root.Paths()
            .Select(path =>
                path.Replace("Importer.", "", StringComparison.Ordinal).Replace("Rules[].Match.", "Match.", StringComparison.Ordinal)
            )
            .Where(path =>
                path != "Importer" && !path.StartsWith("Rules[]", StringComparison.Ordinal) && !path.Contains('*', StringComparison.Ordinal)
            )
            .Select(path => path.Replace("Defaults.", "", StringComparison.Ordinal))
            // What a fleet has in common with a profile and with a rule is told there.
            .Where(path =>
                !path.StartsWith("Fleets[].Match.", StringComparison.Ordinal)
                && !OfProfile.Contains(path.Replace("Fleets[].", "", StringComparison.Ordinal))
            )
            .Where(path =>
                !text.Contains($"`{path}`", StringComparison.Ordinal)
                && !text.Contains($"`{path}.", StringComparison.Ordinal)
                && !text.Contains($"`{path}[", StringComparison.Ordinal)
            );

        Assert.Empty(missing);
    }

    /// <summary>What a policy needs beside one of its fields to be good.</summary>
    private static string Company(string path) =>
        path.Split('.') switch
        {
            [_, _, _, "TokenLimit", _] => """{ "Defaults": { "Policies": { "TokenLimit": { "TokensPerMinute": 1 } } } }""",
            [_, _, _, "SemanticCache", _] =>
                """{ "Defaults": { "Policies": { "SemanticCache": { "ScoreThreshold": 0.1, "EmbeddingsBackendId": "e", "DurationSeconds": 1 } } } }""",
            [_, _, _, "ContentSafety", _] => """{ "Defaults": { "Policies": { "ContentSafety": { "BackendId": "s" } } } }""",
            ["Importer", "Defaults", "Policies", var policy, _] => $$"""{ "Defaults": { "Policies": { "{{policy}}": true } } }""",
            _ => "{}",
        };

    private static string Merged(string below, string above)
    {
        var target = JsonNode.Parse(below)!.AsObject();
        SettingsText.Merge(target, JsonNode.Parse(above)!.AsObject());
        return target.ToJsonString();
    }

    private static string Print(ImporterSettings settings) => JsonSerializer.Serialize(settings);

    /// <summary>One name for a field of the profile, be it in the defaults or in a rule: some exclude each other in one place.</summary>
    private static string Either(string path) => path.Replace("Importer.Rules[]", "Importer.Defaults", StringComparison.Ordinal);

    private static string General(string path) =>
        string.Concat(
            path.Split(':')
                .Select((part, index) => index == 0 ? part : $".{part}")
                .Select(part => int.TryParse(part.TrimStart('.'), out _) ? "[]" : part)
        );

    private static IEnumerable<(string Path, JsonValue Node)> Leaves(JsonNode node, string path) =>
        node switch
        {
            JsonObject members => members.SelectMany(member =>
                Leaves(member.Value!, path.Length == 0 ? member.Key : $"{path}:{member.Key}")
            ),
            JsonArray items => items.SelectMany((item, index) => Leaves(item!, $"{path}:{index}")),
            _ => [(path, node.AsValue())],
        };

    private static IEnumerable<(string Path, JsonObject Node)> Places(JsonObject node, string path)
    {
        var schema = Checker.Resolve(node);
        var options = schema["anyOf"]?.AsArray().Select(option => option!.AsObject()) ?? [];
        return
        [
            (path, schema),
            .. (schema["properties"]?.AsObject() ?? []).SelectMany(member =>
                Places(member.Value!.AsObject(), path.Length == 0 ? member.Key : $"{path}.{member.Key}")
            ),
            .. schema["items"] is JsonObject item ? Places(item, path + "[]") : [],
            .. schema["additionalProperties"] is JsonObject other ? Places(other, path + ".*") : [],
            .. options.SelectMany(option => Places(option, path)),
        ];
    }
}
