using Importer.Configuration;

namespace Infra.Tests;

/// <summary>Values of the parameter files are settings that the app knows.</summary>
public sealed class AppSettingsTests
{
    private const string ServiceId =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim";

    // What the templates write, by example; what they really write is looked at by ShapeTests.
    internal static readonly Dictionary<string, string?> Values = new()
    {
        ["Importer__ApiManagement__ServiceId"] = ServiceId,
        ["Importer__Discovery__Scopes__0"] = "/subscriptions/00000000-0000-0000-0000-000000000001",
        ["Importer__Defaults__Access"] = "Ensure",
        ["Importer__Deletion__Mode"] = "Delete",
        ["Importer__Drift__Mode"] = "Report",
        ["Importer__Health__TokensPerDay"] = "20000",
        ["Importer__Reports__Container"] = "https://account.blob.core.windows.net/reports",
    };

    [Fact]
    public void Settings_in_the_example_of_parameters_are_known()
    {
        var example = System.Text.Json.Nodes.JsonNode.Parse(InfraFiles.Read("infra/example.parameters.json"))!["parameters"]![
            "moreSettings"
        ]!["value"]!.AsObject();
        var settings = new Dictionary<string, string?>(Values);
        foreach (var (name, value) in example)
        {
            // The platform puts the secret in the place of a reference to it.
            settings[name] = ((string)value!).StartsWith("@Microsoft.KeyVault", StringComparison.Ordinal)
                ? "https://hooks.example/secret"
                : (string)value!;
        }

        AssertGood(settings);
    }

    [Fact]
    public void A_misspelt_setting_would_be_a_fault() =>
        Assert.NotEmpty(
            SettingsFile
                .Load(Path.GetTempPath(), new Dictionary<string, string?>(Values) { ["Importer__Drift__Mood"] = "Report" })
                .Check()
                .Faults
        );

    internal static void AssertGood(Dictionary<string, string?> settings)
    {
        var faults = SettingsFile.Load(Path.GetTempPath(), settings).Check().Faults;
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
