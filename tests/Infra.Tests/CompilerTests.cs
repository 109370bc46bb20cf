using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Infra.Tests;

/// <summary>The compiler has nothing to say, and what it compiles keeps its order and its secrets.</summary>
public sealed class CompilerTests
{
    /// <summary>Every Bicep file and every parameter file of infra/.</summary>
    public static TheoryData<string> Files =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(InfraFiles.Root, "infra"), "*.bicep", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(InfraFiles.Root, file))
                .Order(StringComparer.Ordinal),
        ];

    [BicepTheory]
    [MemberData(nameof(Files))]
    public async Task The_compiler_and_its_linter_have_nothing_to_say(string file) =>
        Assert.Empty((await BicepCli.CompileAsync(Path.Combine(InfraFiles.Root, file))).Diagnostics);

    [BicepFact]
    public async Task Nothing_is_deployed_before_what_it_stands_on() => Assert.Empty(TemplateChecks.Order(await TemplateAsync()));

    [BicepFact]
    public async Task Secrets_are_secure_parameters() => Assert.Empty(TemplateChecks.Secrets(await TemplateAsync()));

    [BicepFact]
    public async Task Every_kind_of_resource_is_asked_for_in_the_newest_version_that_the_compiler_knows()
    {
        using var copy = new InfraCopy();
        await File.WriteAllTextAsync(
            copy.Path("bicepconfig.json"),
            """{ "analyzers": { "core": { "rules": { "use-recent-api-versions": { "level": "warning", "maxAgeInDays": 0 } } } } }"""
        );

        // Its only version without "preview" is from 2016, and knows neither workspaces nor categories.
        var old = (await BicepCli.CompileAsync(copy.Path("main.bicep"))).Diagnostics.Where(line =>
            !line.Contains("'Microsoft.Insights/diagnosticSettings'", StringComparison.Ordinal)
        );

        Assert.Empty(old);
    }

    [BicepFact]
    public async Task Every_option_can_be_given_by_the_environment()
    {
        var parameters = (await TemplateAsync())["parameters"]!.AsObject().Select(parameter => parameter.Key);
        var named = JsonNode.Parse(InfraFiles.Read("infra/main.parameters.json"))!["parameters"]!.AsObject();

        // Lists and objects have a text beside them; the time of the deployment is nobody's option.
        Assert.Equal(
            parameters.Except(["discoveryScopes", "moreSettings", "moreTags", "provisionedAt"]).Order(),
            named.Select(parameter => parameter.Key).Order()
        );
        Assert.All(
            named,
            parameter => Assert.Matches(@"^\$\{(AZURE_ENV_NAME|AZURE_LOCATION|IMPORTER_\w+)\}$", (string?)parameter.Value!["value"])
        );
    }

    [BicepFact]
    public async Task Parameter_files_name_parameters_that_there_are()
    {
        var parameters = (await TemplateAsync())["parameters"]!.AsObject().Select(parameter => parameter.Key);
        var named = JsonNode.Parse(InfraFiles.Read("infra/example.parameters.json"))!["parameters"]!
            .AsObject()
            .Select(parameter => parameter.Key);

        Assert.Empty(named.Except(parameters));
    }

    [BicepTheory]
    [InlineData("Importer__Defaults__Access", "gatewayAccess")]
    [InlineData("Importer__Deletion__Mode", "deletionMode")]
    [InlineData("Importer__Drift__Mode", "driftMode")]
    public async Task Every_value_that_a_parameter_allows_is_understood(string setting, string parameter)
    {
        var values = (await TemplateAsync())["parameters"]![parameter]!["allowedValues"]!
            .AsArray()
            .Select(value => (string)value!)
            .ToList();

        Assert.NotEmpty(values);
        Assert.All(values, value => AppSettingsTests.AssertGood(new(AppSettingsTests.Values) { [setting] = value }));
    }

    [BicepFact]
    public async Task Azd_offers_regions_that_have_the_plan()
    {
        var location = (await TemplateAsync())["parameters"]!["location"]!;

        Assert.Equal("location", (string?)location["metadata"]!["azd"]!["type"]);
        Assert.Contains("swedencentral", location["allowedValues"]!.AsArray().Select(region => (string)region!));
    }

    [Fact]
    public void A_role_that_the_compiler_cannot_know_has_its_name_beside_it()
    {
        var bare = Regex
            .Matches(InfraFiles.Bicep(), @"^.*'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'.*$", RegexOptions.Multiline)
            .Where(line => !line.Value.Contains("//", StringComparison.Ordinal) && !NamedAbove(line));

        Assert.Empty(bare.Select(line => line.Value));
    }

    private static bool NamedAbove(Match line)
    {
        var above = line.Result("$`").TrimEnd('\n');
        return above[(above.LastIndexOf('\n') + 1)..].TrimStart().StartsWith("// ", StringComparison.Ordinal);
    }

    private static async Task<JsonObject> TemplateAsync() =>
        (await BicepCli.CompileAsync(Path.Combine(InfraFiles.Root, "infra/main.bicep"))).Template!;
}

/// <summary>What can be seen in the compiled template only: its order, and which parameters are secret.</summary>
internal static class TemplateChecks
{
    // What comes later, and what it stands on: roles before they are given, rights before they are used, the function before events go to
    // it.
    private static readonly (string Later, string Before)[] Main =
    [
        ("rolesFoundry", "roles"),
        ("roles", "gateway"),
        ("gatewayKey", "identity"),
        ("app", "storage"),
        ("network", "storage"),
        ("sources", "storage"),
        ("eventSubscriptions", "app"),
        ("eventSubscriptions", "sources"),
        ("eventAlerts", "sources"),
    ];

    // A template in the older form has no symbols: there, words of the name or type stand for them.
    private static readonly (string Module, string Later, string Before)[] Modules =
    [
        ("gateway", "roleAssignments", "roleDefinitions"),
        ("gatewayKey", "roleAssignments", "service/subscriptions"),
        ("gatewayKey", "roleAssignments", "roleDefinitions"),
        ("roles", "reads", "reader"),
        ("roles", "grants", "granter"),
        ("sources", "importer-event-topic", "Microsoft.Resources/resourceGroups"),
        ("sources", "importer-dead-letters", "importer-event-topic"),
        ("eventSubscriptions", "-tags", "systemTopics/eventSubscriptions"),
        ("network", "zoneGroups", "links"),
        ("network", "endpoints", "network"),
    ];

    /// <summary>Each thing that does not wait for what it stands on.</summary>
    public static IEnumerable<string> Order(JsonObject template)
    {
        var main = template["resources"]!;
        return
        [
            .. Main.Where(pair => !Waits(main, pair.Later, pair.Before)).Select(pair => $"{pair.Later} does not wait for {pair.Before}"),
            .. Modules
                .Where(pair => !Waits(main[pair.Module]!["properties"]!["template"]!["resources"]!, pair.Later, pair.Before))
                .Select(pair => $"in {pair.Module}: {pair.Later} does not wait for {pair.Before}"),
        ];
    }

    /// <summary>Each parameter that may hold a secret and is shown in the history of deployments.</summary>
    public static IEnumerable<string> Secrets(JsonObject template) =>
        from place in new (string Where, JsonNode Template)[]
        {
            ("main", template),
            ("app", template["resources"]!["app"]!["properties"]!["template"]!),
        }
        from parameter in place.Template["parameters"]!.AsObject()
        where parameter.Key.StartsWith("moreSetting", StringComparison.Ordinal)
        where !((string)parameter.Value!["type"]!).StartsWith("secure", StringComparison.Ordinal)
        select $"{parameter.Key} of {place.Where} is not secure";

    private static bool Waits(JsonNode resources, string later, string before)
    {
        var waiting = resources is JsonArray older
            ? older.Single(one => $"{one!["type"]} {one["name"]}".Contains(later, StringComparison.Ordinal))
            : resources[later];
        return waiting!
                ["dependsOn"]
                ?.AsArray()
                .Any(one => resources is JsonArray ? ((string)one!).Contains(before, StringComparison.Ordinal) : (string?)one == before)
            ?? false;
    }
}
