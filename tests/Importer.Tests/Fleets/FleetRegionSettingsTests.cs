using System.Text.Json.Nodes;
using Importer.Configuration;
using Importer.Tests.Settings;

namespace Importer.Tests.Fleets;

/// <summary>An order of regions is one for all, or one for each region of the gateway.</summary>
public sealed class FleetRegionSettingsTests
{
    private const string Fleet = """ "Name": "ai", "Path": "ai", "Match": { "Account": "*" } """;

    [Fact]
    public void One_list_holds_for_every_gateway()
    {
        var fleet = Read("""[ "swedencentral", "westeurope", "swedencentral" ]""").Settings!.Fleets.Single();

        Assert.Equal(["swedencentral", "westeurope"], fleet.Regions);
        Assert.Empty(fleet.GatewayRegions);
    }

    [Fact]
    public void A_list_a_region_of_the_gateway_holds_for_calls_through_that_one()
    {
        var fleet = Read("""{ "westeurope": [ "swedencentral", "westeurope" ], "eastus": [ "eastus" ] }""").Settings!.Fleets.Single();

        Assert.Empty(fleet.Regions);
        Assert.Equal(
            ["eastus: eastus", "westeurope: swedencentral, westeurope"],
            fleet.GatewayRegions.Select(region => $"{region.Name}: {string.Join(", ", region.Order)}")
        );
    }

    [Fact]
    public void App_settings_give_it_too_and_override_the_file_region_by_region()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder.At("importer.json"),
            SettingsText.With(
                $$"""{ "Fleets": [ { {{Fleet}}, "Regions": { "westeurope": [ "swedencentral" ], "eastus": [ "eastus" ] } } ] }"""
            )
        );

        var result = SettingsFile
            .Load(
                folder.Path,
                new Dictionary<string, string?>
                {
                    ["Importer__Fleets__0__Regions__westeurope__0"] = "westeurope",
                    ["Importer__Fleets__0__Regions__westus__0"] = "westus",
                }
            )
            .Check();

        Assert.Empty(result.Faults);
        Assert.Equal(
            ["eastus: eastus", "westeurope: westeurope", "westus: westus"],
            result.Settings!.Fleets.Single().GatewayRegions.Select(region => $"{region.Name}: {string.Join(", ", region.Order)}")
        );
    }

    [Fact]
    public void A_list_in_the_file_and_a_region_in_app_settings_are_a_fault()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder.At("importer.json"),
            SettingsText.With($$"""{ "Fleets": [ { {{Fleet}}, "Regions": [ "swedencentral" ] } ] }""")
        );

        var fault = SettingsFile
            .Load(folder.Path, new Dictionary<string, string?> { ["Importer__Fleets__0__Regions__westeurope__0"] = "westeurope" })
            .Check()
            .Faults.Single();

        Assert.Equal("Importer:Fleets:0:Regions", fault.Path);
        Assert.Contains("is a list and has names of its own (westeurope) as well", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void A_fleet_takes_sixteen_regions_of_the_gateway_and_the_schema_says_so(int count, bool isGood)
    {
        var regions = new JsonObject(
            Enumerable.Range(1, count).Select(number => KeyValuePair.Create($"region{number}", (JsonNode?)new JsonArray("eastus")))
        ).ToJsonString();

        var faults = Read(regions).Faults;

        Assert.Equal(isGood, faults.Count == 0);
        Assert.Equal(
            isGood,
            new SchemaChecker(JsonNode.Parse(SettingsSchema.Write())!.AsObject()).Check(JsonNode.Parse(Text(regions))).Count == 0
        );
        Assert.All(
            faults,
            fault =>
            {
                Assert.Equal("Importer:Fleets:0:Regions", fault.Path);
                Assert.Contains("names 17 regions of the gateway, and 16 are the most", fault.Message, StringComparison.Ordinal);
            }
        );
    }

    private static string Text(string regions) => SettingsText.With($$"""{ "Fleets": [ { {{Fleet}}, "Regions": {{regions}} } ] }""");

    private static SettingsResult Read(string regions) => SettingsText.ReadWhole(Text(regions));

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("regions-");

        public string Path => _folder.FullName;

        public string At(string name) => System.IO.Path.Combine(_folder.FullName, name);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
