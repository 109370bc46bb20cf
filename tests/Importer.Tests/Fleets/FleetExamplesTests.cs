using Importer.Configuration;
using Importer.Fleets;

namespace Importer.Tests.Fleets;

/// <summary>The worked examples of docs/fleet.md.</summary>
public sealed class FleetExamplesTests
{
    [Fact]
    public void Two_regions_with_one_provisioned_deployment()
    {
        var design = AFleet.Design(
            AFleet.Default with
            {
                Regions = ["swedencentral", "westeurope"],
            },
            AFleet
                .Account("contoso-sc", "swedencentral", "gpt-4o:DataZoneProvisionedManaged:50", "gpt-4o-std:DataZoneStandard")
                .Edit("gpt-4o-std", one => one with { ModelName = "gpt-4o" }),
            AFleet.Account("contoso-we", "westeurope", "gpt-4o:DataZoneStandard"),
            AFleet.Account("contoso-us", "westus", "gpt-4o")
        );

        Assert.Equal(
            ["ai--contoso-sc--gpt-4o 1", "ai--contoso-sc--gpt-4o-std 2", "ai--contoso-we--gpt-4o 3"],
            design.Alias("gpt-4o").Members.Select(member => $"{member.Member.Backend} {member.Priority}")
        );
        Assert.Contains("stays outside alias 'gpt-4o', whose members process prompts in zone EU", design.Notes(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gateway_in_two_regions()
    {
        var design = AFleet.Design(
            AFleet.Default with
            {
                Boundary = FleetBoundary.Any,
                GatewayRegions = [new("eastus", ["eastus"]), new("westeurope", ["westeurope", "swedencentral"])],
            },
            AFleet.Account("contoso-se", "swedencentral", "gpt-4o:GlobalProvisionedManaged:50"),
            AFleet.Account("contoso-we", "westeurope", "gpt-4o"),
            AFleet.Account("contoso-us", "eastus", "gpt-4o")
        );

        var alias = design.Alias("gpt-4o");
        Assert.Equal(
            [
                "contoso-se 1, contoso-us 2, contoso-we 2",
                "contoso-se 1, contoso-us 2, contoso-we 3",
                "contoso-se 1, contoso-we 2, contoso-us 3",
            ],
            alias.Regions.Select(order => order.Members).Prepend(alias.Members).Select(Places)
        );

        static string Places(IReadOnlyList<PlacedMember> members) =>
            string.Join(
                ", ",
                members
                    .OrderBy(one => one.Priority)
                    .ThenBy(one => one.Member.AccountId.Name, StringComparer.Ordinal)
                    .Select(one => $"{one.Member.AccountId.Name} {one.Priority}")
            );
    }

    [Theory]
    [InlineData(false, "green")]
    [InlineData(true, "blue")]
    public void Blue_and_green_of_a_version(bool greenIsDrained, string serves)
    {
        var fleet = AFleet.Default with
        {
            Alias = "{model}-{version}",
            Aliases = [new NamedAlias("chat", ["gpt-4o-2024-11-20", "gpt-4o-2024-08-06"])],
        };
        var drained = greenIsDrained ? new Dictionary<string, string> { ["apim-drain"] = "on" } : [];

        var design = AFleet.Design(
            fleet,
            AFleet.Account("blue", "westus", "gpt-4o").Edit("gpt-4o", one => one with { ModelVersion = "2024-08-06" }),
            AFleet.Account("green", "westus", "gpt-4o").Edit("gpt-4o", one => one with { ModelVersion = "2024-11-20", Tags = drained })
        );

        Assert.Equal([$"ai--{serves}--gpt-4o"], design.Alias("chat").Members.Select(member => member.Member.Backend));
        Assert.NotEmpty(design.Alias("gpt-4o-2024-08-06").Members);
    }

    [Fact]
    public void Leaving_a_region_by_a_tag_on_its_account()
    {
        var leaving = AFleet.Account("old", "westeurope", "gpt-4o", "gpt-5");
        leaving = leaving with { Account = leaving.Account with { Tags = new Dictionary<string, string> { ["apim-drain"] = "on" } } };

        var design = AFleet.Design(AFleet.Default, leaving, AFleet.Account("new", "swedencentral", "gpt-4o"));

        Assert.Equal(["ai--new--gpt-4o"], design.Alias("gpt-4o").Members.Select(member => member.Member.Backend));
        Assert.Empty(design.Alias("gpt-5").Members);
        Assert.Contains("take the tag apim-drain=on off to have it called again", design.Notes(), StringComparison.Ordinal);
    }
}
