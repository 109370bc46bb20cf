using Importer.Settings;

namespace Functions.Tests.Infra;

/// <summary>The app settings that the deployment makes are settings that the app knows.</summary>
public sealed class AppSettingsTests : IDisposable
{
    private const string ServiceId = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim";

    // What Bicep computes at deployment, by example.
    private static readonly Dictionary<string, string?> Values = new()
    {
        ["Importer__ApiManagement__ServiceId"] = ServiceId,
        ["Importer__Discovery__Scopes__0"] = "/subscriptions/00000000-0000-0000-0000-000000000001",
        ["Importer__Defaults__Access"] = "Ensure",
        ["Importer__Deletion__Mode"] = "Delete",
        ["Importer__Drift__Mode"] = "Report",
        ["Importer__Health__TokensPerDay"] = "20000",
        ["Importer__Reports__Container"] = "https://account.blob.core.windows.net/reports",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("settings-").FullName;

    [Fact]
    public void Every_app_setting_of_the_deployment_is_known_and_the_required_ones_are_there()
    {
        var names = InfraFiles.All(InfraFiles.Read("infra/modules/app.bicep"), @"^[^/\n]*?\b(Importer__[\w${}]+)").Select(name => name.Replace("${number}", "0", StringComparison.Ordinal));

        Assert.Equal(Values.Keys.Order(), names.Order());
        AssertGood(Values);
    }

    [Theory]
    [InlineData("Importer__Defaults__Access", "gatewayAccess")]
    [InlineData("Importer__Deletion__Mode", "deletionMode")]
    [InlineData("Importer__Drift__Mode", "driftMode")]
    public void Every_value_that_a_parameter_allows_is_understood(string setting, string parameter)
    {
        var allowed = InfraFiles.All(InfraFiles.Read("infra/main.bicep"), $@"@allowed\(\[([^\]]*)\]\)\s+param {parameter} ");
        var values = InfraFiles.All(Assert.Single(allowed), @"'(\w+)'");

        Assert.NotEmpty(values);
        Assert.All(values, value => AssertGood(new(Values) { [setting] = value }));
    }

    [Fact]
    public void Settings_in_the_example_of_parameters_are_known()
    {
        var example = System.Text.Json.Nodes.JsonNode.Parse(InfraFiles.Read("infra/example.parameters.json"))!["parameters"]!["moreSettings"]!["value"]!.AsObject();
        var settings = new Dictionary<string, string?>(Values);
        foreach (var (name, value) in example)
        {
            // The platform puts the secret in the place of a reference to it.
            settings[name] = ((string)value!).StartsWith("@Microsoft.KeyVault", StringComparison.Ordinal) ? "https://hooks.example/secret" : (string)value!;
        }

        AssertGood(settings);
    }

    [Fact]
    public void A_misspelt_setting_would_be_a_fault() =>
        Assert.NotEmpty(SettingsFile.Load(_folder, new Dictionary<string, string?>(Values) { ["Importer__Drift__Mood"] = "Report" }).Check().Faults);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void AssertGood(Dictionary<string, string?> settings)
    {
        var faults = SettingsFile.Load(_folder, settings).Check().Faults;
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
