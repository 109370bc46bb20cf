using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Tests.Builders;

namespace Importer.Tests.Design;

/// <summary>Backends point at hosts of Foundry accounts, and at what settings allow.</summary>
public sealed class EndpointsTests
{
    private static readonly Uri Public = new("https://management.azure.com");
    private static readonly Uri Local = new("http://127.0.0.1:7080");

    [Theory]
    [InlineData("https://contoso.openai.azure.com/", true)]
    [InlineData("https://contoso.cognitiveservices.azure.com/", true)]
    [InlineData("https://contoso.services.ai.azure.com/", true)]
    [InlineData("https://swedencentral.api.cognitive.microsoft.com/", true)]
    [InlineData("https://models.contoso.example/", true)]
    [InlineData("https://a.b.fabrikam.example/", true)]
    [InlineData("https://fabrikam.example/", false)]
    [InlineData("https://evil.example/", false)]
    [InlineData("https://evil-openai.azure.com/", false)]
    [InlineData("https://openai.azure.com/", false)]
    [InlineData("https://contoso.openai.azure.com.evil.example/", false)]
    [InlineData("https://evil.example/x?.openai.azure.com/", false)]
    [InlineData("https://contoso.openai.azure.com@evil.example/", false)]
    [InlineData("https://user@contoso.openai.azure.com/", false)]
    [InlineData("https://contoso.openai.azure.com:8443/", false)]
    [InlineData("http://contoso.openai.azure.com/", false)]
    [InlineData("https://contoso.openai.azure.us/", false)]
    [InlineData("http://127.0.0.1:9799/", false)]
    [InlineData("https://localhost/", false)]
    public void Only_hosts_of_foundry_accounts_become_backends(string endpoint, bool isTaken)
    {
        var design = Design(new Uri(endpoint), Public);

        Assert.Equal(isTaken, design.Resources.OfType<Backend>().Any());
        if (!isTaken)
        {
            var told = Assert.Single(design.SetAside);
            Assert.True(told.NeedsAction);
            Assert.Contains("Discovery.AllowedHosts", told.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("https://management.usgovcloudapi.net", "https://contoso.openai.azure.us/", true)]
    [InlineData("https://management.usgovcloudapi.net", "https://contoso.openai.azure.com/", false)]
    [InlineData("https://management.chinacloudapi.cn", "https://contoso.openai.azure.cn/", true)]
    [InlineData("https://MANAGEMENT.azure.com", "https://contoso.openai.azure.com/", true)]
    [InlineData("https://contoso.westeurope.cloudapp.azure.com", "https://contoso.openai.azure.com/", false)]
    [InlineData("https://management.azure.com.contoso.example", "https://contoso.openai.azure.com/", false)]
    [InlineData("https://x.management.usgovcloudapi.net", "https://contoso.openai.azure.us/", false)]
    [InlineData("https://contoso.chinacloudapi.cn", "https://contoso.openai.azure.cn/", false)]
    [InlineData("http://127.0.0.1:7080", "http://127.0.0.1:7082/contoso/", true)]
    [InlineData("http://127.0.0.1:7080", "https://evil.example/", false)]
    public void Each_cloud_has_its_hosts_and_the_loopback_its_own(string arm, string endpoint, bool isTaken) =>
        Assert.Equal(isTaken, Design(new Uri(endpoint), new Uri(arm)).Resources.OfType<Backend>().Any());

    [Theory]
    [InlineData("evil.example/x?")]
    [InlineData("evil.example#")]
    [InlineData("a b")]
    [InlineData("u@evil")]
    [InlineData("x\r\ny")]
    public void A_subdomain_of_other_characters_is_not_believed(string subdomain)
    {
        foreach (var arm in new[] { Public, Local })
        {
            var account = AnAccount.Account("contoso") with
            {
                CustomSubdomain = subdomain,
                Endpoint = null,
                Endpoints = new Dictionary<string, Uri>(),
            };
            var design = Design(account, arm);

            Assert.Empty(design.Resources.OfType<Backend>());
            Assert.Single(design.SetAside);
        }

        Assert.Contains(
            "custom subdomain",
            Assert.Single(Design(AnAccount.Account("contoso") with { CustomSubdomain = subdomain }, Public).SetAside).Reason,
            StringComparison.Ordinal
        );
    }

    private static GatewayDesign Design(Uri endpoint, Uri arm) =>
        Design(AnAccount.Account("contoso") with { Endpoint = endpoint, Endpoints = new Dictionary<string, Uri>() }, arm);

    private static GatewayDesign Design(FoundryAccount account, Uri arm) =>
        GatewayDesigner.Design(
            new DesignInput
            {
                Inventory = new Inventory
                {
                    Accounts = [new AccountInventory(account, [ADeployment.Of("gpt-4o", "contoso")])],
                    Covered = [],
                },
                Settings = TheSettings.Default with { ArmEndpoint = arm, AllowedHosts = ["models.contoso.example", "*.fabrikam.example"] },
                Service = new ServiceInfo
                {
                    Id = TheSettings.Default.ServiceId,
                    GatewayUrl = new("https://x.azure-api.net"),
                    Sku = "Developer",
                    ProvisioningState = "Succeeded",
                    PrincipalId = "p",
                },
            }
        );
}
