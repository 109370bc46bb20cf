using Importer.Configuration;
using Importer.Tests.Settings;

namespace Importer.Tests.Fleets;

public sealed class FleetSettingsTests
{
    [Fact]
    public void A_fleet_takes_what_the_defaults_say_where_it_says_nothing()
    {
        var fleet = SettingsText
            .Good(
                """
                { "Defaults": { "Products": ["ai-team"], "Policies": { "TokenLimit": { "TokensPerMinute": 5 } } },
                  "Fleets": [ { "Name": "ai", "Path": "ai", "Match": { "Account": "*" }, "Aliases": { "chat": ["gpt-5*", "gpt-4o"] }, "Products": ["fleet"] } ] }
                """
            )
            .Fleets.Single();

        Assert.Equal(["fleet"], fleet.Profile.Products);
        Assert.Equal(5, fleet.Profile.Policies.TokenLimit!.TokensPerMinute);
        Assert.Equal(["*Provisioned*", "DataZone*", "Global*", "*"], fleet.Tiers);
        Assert.Equal(FleetBoundary.Zone, fleet.Boundary);
        Assert.Equal(["gpt-5*", "gpt-4o"], fleet.Aliases.Single().Patterns);
        Assert.Null(fleet.DisplayName);
    }

    [Fact]
    public void All_faults_are_told_at_once_each_with_its_place_and_the_way_out()
    {
        var faults = SettingsText
            .Read(
                """
                { "Fleets": [
                  { "Name": "ai", "Path": "ai", "Match": { "Account": "*" } },
                  { "Name": "ai", "Path": "AI", "Match": { "Account": "*" }, "Authentication": "ApiKey" },
                  { "Name": "A--b", "Path": "{account}", "Compatibility": ["Anthropic"], "Alias": "{models}", "Aliases": { "Chat!": ["a"], "none": [] }, "Tiers": ["[a]"],
                    "Boundary": "Planet", "Regions": ["West Europe"], "AloneToo": "maybe", "DrainTag": "x", "Failover": { "Tries": 11, "TripSeconds": 0, "TimeoutSeconds": 300 } },
                  { "Policies": { "Retry": { "Count": 2 } }, "BasePath": "ai" } ] }
                """
            )
            .Faults;

        string[] places =
        [
            "1:Name",
            "1:Path",
            "1:Authentication",
            "2:Name",
            "2:Path",
            "2:Match",
            "2:Compatibility:0",
            "2:Alias",
            "2:Aliases:Chat!",
            "2:Aliases:none",
            "2:Tiers:0",
            "2:Boundary",
            "2:Regions:0",
            "2:AloneToo",
            "2:DrainTag",
            "2:Failover:Tries",
            "2:Failover:TripSeconds",
            "2:Failover:TimeoutSeconds",
            "3:Name",
            "3:Path",
            "3:Match",
            "3:Policies:Retry",
            "3:BasePath",
        ];
        Assert.Equal(
            places.Select(place => $"Importer:Fleets:{place}").Order(StringComparer.Ordinal),
            faults.Select(fault => fault.Path).Order(StringComparer.Ordinal)
        );
        Assert.All(
            faults,
            fault => Assert.EndsWith(fault.Message[^1] is '.' or '?' ? fault.Message[^1..] : ".", fault.Message, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_key_in_the_defaults_is_no_credential_for_many_accounts()
    {
        var faults = SettingsText
            .Read(
                """{ "Defaults": { "Authentication": "ApiKey" }, "Fleets": [ { "Name": "ai", "Path": "ai", "Match": { "Account": "*" } } ] }"""
            )
            .Faults;

        Assert.Contains("Set \"Authentication\": \"ManagedIdentity\" for the fleet", faults.Single().Message, StringComparison.Ordinal);
    }
}
