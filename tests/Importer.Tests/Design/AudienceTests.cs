using System.Xml.Linq;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Health;
using Importer.Tests.Builders;

namespace Importer.Tests.Design;

/// <summary>The gateway's token is for the account's cloud; which that is, is never guessed.</summary>
public sealed class AudienceTests
{
    private const string Public = "https://management.azure.com";
    private const string Government = "https://management.usgovcloudapi.net";
    private const string China = "https://management.chinacloudapi.cn";
    private const string Unknown = "https://management.elsewhere.example";

    [Theory]
    [InlineData(Public, "https://contoso.openai.azure.com/", "https://cognitiveservices.azure.com")]
    [InlineData(Public, "https://contoso.cognitiveservices.azure.com/", "https://cognitiveservices.azure.com")]
    [InlineData(Public, "https://swedencentral.api.cognitive.microsoft.com/", "https://cognitiveservices.azure.com")]
    [InlineData(Government, "https://contoso.openai.azure.us/", "https://cognitiveservices.azure.us")]
    [InlineData(Government, "https://contoso.COGNITIVESERVICES.azure.us/", "https://cognitiveservices.azure.us")]
    [InlineData(Government, "https://usgovvirginia.api.cognitive.microsoft.us/", "https://cognitiveservices.azure.us")]
    [InlineData(China, "https://contoso.openai.azure.cn/", "https://cognitiveservices.azure.cn")]
    [InlineData(China, "https://contoso.cognitiveservices.azure.cn/", "https://cognitiveservices.azure.cn")]
    // The Resource Manager that reports an account is of the account's cloud.
    [InlineData(Public, "https://models.contoso.example/", "https://cognitiveservices.azure.com")]
    [InlineData(Government, "https://models.contoso.example/", "https://cognitiveservices.azure.us")]
    [InlineData(China, "https://models.contoso.example/", "https://cognitiveservices.azure.cn")]
    // The address speaks first.
    [InlineData(Unknown, "https://contoso.openai.azure.us/", "https://cognitiveservices.azure.us")]
    [InlineData("http://127.0.0.1:7080", "http://127.0.0.1:7082/contoso/", "https://cognitiveservices.azure.com")]
    public void It_is_that_of_the_accounts_cloud(string arm, string endpoint, string audience) =>
        Assert.Equal(audience, ResourceOf(Design(arm, endpoint)));

    [Theory]
    [InlineData("https://contoso.westeurope.cloudapp.azure.com")]
    [InlineData("https://contoso.usgovcloudapi.net")]
    [InlineData("https://contoso.chinacloudapi.cn")]
    public void A_host_that_only_looks_like_a_clouds_Resource_Manager_tells_no_cloud(string arm)
    {
        var design = Design(arm, "https://models.contoso.example/");

        Assert.Empty(design.Resources.OfType<Backend>());
        Assert.Contains("set Authentication.Audience", Assert.Single(design.SetAside).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://models.contoso.example/")]
    [InlineData("https://azure.us.contoso.example/")]
    public void Where_no_cloud_is_known_nothing_is_made_and_the_setting_is_named(string endpoint)
    {
        var design = Design(Unknown, endpoint);

        Assert.Empty(design.Resources.OfType<Backend>());
        var told = Assert.Single(design.SetAside);
        Assert.True(told.NeedsAction);
        Assert.Contains("set Authentication.Audience", told.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Unknown, "https://models.contoso.example/")]
    [InlineData(Government, "https://contoso.openai.azure.us/")]
    public void What_settings_say_holds(string arm, string endpoint) =>
        Assert.Equal(
            "https://models.contoso.example",
            ResourceOf(Design(arm, endpoint, new() { Audience = "https://models.contoso.example" }))
        );

    [Fact]
    public void A_key_needs_no_audience() =>
        Assert.Single(
            Design(Unknown, "https://models.contoso.example/", new() { Mode = AuthenticationMode.ApiKey }).Resources.OfType<Backend>()
        );

    [Theory]
    [InlineData("https://cognitiveservices.azure.com", "https://ai.azure.com")]
    [InlineData("https://cognitiveservices.azure.com/", "https://ai.azure.com")]
    [InlineData("https://ai.azure.com", "https://cognitiveservices.azure.com")]
    [InlineData("https://cognitiveservices.azure.us", "https://ai.azure.us")]
    [InlineData("https://ai.azure.cn", "https://cognitiveservices.azure.cn")]
    [InlineData("api://something", "https://cognitiveservices.azure.com")]
    public void The_other_audience_to_try_is_of_the_same_cloud(string audience, string other) =>
        Assert.Equal(other, Fixes.OtherAudience(audience));

    private static string ResourceOf(GatewayDesign design) =>
        (string)
            XDocument
                .Parse(Assert.Single(design.Resources.OfType<ApiPolicy>()).Xml)
                .Descendants("authentication-managed-identity")
                .Single()
                .Attribute("resource")!;

    private static GatewayDesign Design(string arm, string endpoint, AuthenticationSettings? authentication = null)
    {
        var account = AnAccount.Account("contoso") with { Endpoint = new Uri(endpoint), Endpoints = new Dictionary<string, Uri>() };
        var usual = TheSettings.Default;
        return GatewayDesigner.Design(
            new DesignInput
            {
                Inventory = new Inventory
                {
                    Accounts = [new AccountInventory(account, [ADeployment.Of("gpt-4o", "contoso")])],
                    Covered = [],
                },
                Settings = usual with
                {
                    ArmEndpoint = new Uri(arm),
                    AllowedHosts = ["*.contoso.example", "contoso.openai.azure.us"],
                    Defaults = usual.Defaults with { Authentication = authentication ?? new() },
                },
                Service = new ServiceInfo
                {
                    Id = usual.ServiceId,
                    GatewayUrl = new("https://x.azure-api.net"),
                    Sku = "Developer",
                    ProvisioningState = "Succeeded",
                    PrincipalId = "p",
                },
            }
        );
    }
}
