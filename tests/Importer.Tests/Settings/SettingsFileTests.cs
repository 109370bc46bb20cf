using Importer.Configuration;

namespace Importer.Tests.Settings;

public sealed class SettingsFileTests : IDisposable
{
    private static readonly Dictionary<string, string?> NoEnvironment = [];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settings-");

    private string FilePath => Path.Combine(_folder.FullName, "importer.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_fine()
    {
        var result = Check(
            "\ufeff// first\n"
                + SettingsText
                    .With("""{ "Defaults": { "BasePath": "x" } }""")
                    .Replace("\"x\"", "\"x\", /* last */", StringComparison.Ordinal)
        );

        Assert.Empty(result.Faults);
        Assert.Equal("x", result.Settings!.Defaults.BasePath);
    }

    [Fact]
    public void Without_a_file_app_settings_alone_will_do()
    {
        var result = SettingsFile
            .Load(
                _folder.FullName,
                new Dictionary<string, string?>
                {
                    ["Importer__ApiManagement__ServiceId"] = SettingsText.Service,
                    ["Importer__Discovery__Scopes__0"] = SettingsText.Subscription,
                    ["Importer__Reports__Container"] = "http://127.0.0.1:7084/reports",
                    ["Importer__Defaults__Policies__TokenLimit__TokensPerMinute"] = "100",
                    ["PATH"] = "/bin",
                }
            )
            .Check();

        Assert.Empty(result.Faults);
        Assert.Equal(100, result.Settings!.Defaults.Policies.TokenLimit!.TokensPerMinute);
    }

    [Fact]
    public void App_settings_override_the_file_value_by_value()
    {
        var file = SettingsText.With(
            """
            { "Defaults": { "BasePath": "x", "DisplayName": "y", "Authentication": { "Mode": "ManagedIdentity" },
              "Policies": { "TokenLimit": { "TokensPerMinute": 1 }, "Retry": { "Count": 3 } } } }
            """
        );

        var settings = Check(
            file,
            new Dictionary<string, string?>
            {
                ["IMPORTER__defaults__BASEPATH"] = "z",
                ["Importer__Defaults__Policies__TokenLimit"] = "false",
                ["Importer__Defaults__Authentication__Audience"] = "https://ai.azure.com",
                ["Importer__Discovery__Scopes__1"] = "/subscriptions/00000000-0000-0000-0000-000000000002",
            }
        ).Settings!;

        Assert.Equal(
            ("z", "y", "https://ai.azure.com"),
            (settings.Defaults.BasePath, settings.Defaults.DisplayName, settings.Defaults.Authentication.Audience)
        );
        Assert.Null(settings.Defaults.Policies.TokenLimit);
        Assert.Equal(3, settings.Defaults.Policies.Retry!.Count);
        Assert.Equal(2, settings.Scopes.Count);
    }

    [Theory]
    [InlineData(
        "Importer__Defaults__Compatibility",
        "AzureAI",
        "Importer:Defaults:Compatibility = 'AzureAI': is given both as one value and as a list (an app setting can do that). Keep one of the two."
    )]
    [InlineData(
        "Importer__Defaults__Authentication",
        "ApiKey",
        "Importer:Defaults:Authentication:Mode = 'ManagedIdentity': says ManagedIdentity, but Authentication itself is set to 'ApiKey' (an app setting can do that). Keep one of the two."
    )]
    [InlineData("Importer__Defaults__BasPath", "x", "Importer:Defaults:BasPath: is not a setting. Did you mean 'BasePath'?")]
    public void An_app_setting_that_does_not_fit_is_told(string name, string value, string fault)
    {
        var file = SettingsText.With(
            """{ "Defaults": { "Compatibility": ["AzureOpenAI"], "Authentication": { "Mode": "ManagedIdentity" } } }"""
        );

        Assert.Equal([fault], Check(file, new Dictionary<string, string?> { [name] = value }).Faults.Select(each => each.ToString()));
    }

    [Theory]
    [InlineData(
        "{ \"Importer\": {\n  \"Arm\": 5\n  \"Drift\": {} } }",
        "is not valid JSON at line 3, column 3. Look there and just before for a missing comma, quote or bracket; save the file as UTF-8."
    )]
    [InlineData(
        "",
        "is not valid JSON at line 1, column 1. Look there and just before for a missing comma, quote or bracket; save the file as UTF-8."
    )]
    [InlineData("[]", "must hold one JSON object: { \"Importer\": { … } }.")]
    [InlineData("{ \"Discovery\": {} }", "has no object \"Importer\". Put everything inside it: { \"Importer\": { … } }.")]
    [InlineData(
        "{ \"Importer__Discovery__Scopes__0\": \"x\" }",
        "has app settings' names in it. In the file settings are nested: { \"Importer\": { \"Discovery\": { … } } }."
    )]
    public void A_file_that_cannot_be_read_is_one_fault(string text, string message)
    {
        var fault = Assert.Single(Check(text).Faults);

        Assert.Equal((FilePath, message), (fault.Path, fault.Message));
    }

    [Theory]
    [InlineData("{ \"Importer\": {}, \"Rules\": [] }", "Rules: stands beside \"Importer\", where nothing is read. Move it inside.")]
    [InlineData("{ \"Importer\": { \"Arm\": {}, \"arm\": {} } }", "Importer:Arm: is given twice (case does not count). Keep one.")]
    [InlineData(
        "{ \"Importer\": { \"Rules\": [ { \"Match\": { \"Tag\": \"a\", \"Tag\": \"b\" } } ] } }",
        "Importer:Rules:0:Match:Tag: is given twice (case does not count). Keep one."
    )]
    [InlineData(
        "{ \"Importer\": { \"Arm:Endpoint\": \"https://x\" } }",
        "Importer:Arm:Endpoint: has a colon in its name. In the file settings are nested objects."
    )]
    public void Names_that_would_be_lost_are_told(string text, string fault) =>
        Assert.Equal([fault], Check(text).Faults.Select(each => each.ToString()));

    [Fact]
    public void A_schema_reference_may_stand_beside_the_settings() =>
        Assert.Empty(
            Check(SettingsText.Smallest.Replace("{ \"Importer\"", "{ \"$schema\": \"x\", \"Importer\"", StringComparison.Ordinal)).Faults
        );

    private SettingsResult Check(string text, IReadOnlyDictionary<string, string?>? environment = null)
    {
        File.WriteAllText(FilePath, text);
        return SettingsFile.Load(_folder.FullName, environment ?? NoEnvironment).Check();
    }
}
