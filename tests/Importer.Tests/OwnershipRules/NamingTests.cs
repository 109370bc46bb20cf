using System.Globalization;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.OwnershipRules;

/// <summary>Two deployments never share an id or a path without being told.</summary>
public sealed class NamingTests
{
    private static readonly string[] Parts = ["a", "b", "a-b", "b-c", "a-b-c", "c", "openai", "a-openai", "models", "v1", "b.c", "b_c"];

    public static TheoryData<string, ImportSource> Templates
    {
        get
        {
            var data = new TheoryData<string, ImportSource>();
            foreach (
                var template in new[]
                {
                    "{account}",
                    "{deployment}",
                    "{account}/{deployment}",
                    "{account}-{deployment}",
                    "{deployment}-{account}",
                    "{account}{deployment}",
                    "x-{account}",
                    "{account}_{deployment}",
                    "{account}.{deployment}",
                    "{resourceGroup}/{account}",
                    "{resourceGroup}-{account}",
                    "{resourceGroup}-{account}/{deployment}",
                    "{region}-{account}",
                    "{account}-{compatibility}",
                    "ai",
                    "{deployment}/{account}",
                }
            )
            {
                data.Add(template, ImportSource.Catalogue);
                data.Add(template, ImportSource.Http);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Different_deployments_have_different_ids_and_paths_or_are_told(string template, ImportSource source)
    {
        var inventory = World();
        var design = Design(
            inventory,
            new ApiProfile
            {
                BasePath = template,
                Source = source,
                Compatibility = [Compatibility.AzureOpenAI, Compatibility.AzureOpenAIV1],
            }
        );

        // One API, one account: nobody's deployment is called through somebody else's API.
        foreach (var api in design.Decisions.GroupBy(decision => decision.ApiId, StringComparer.OrdinalIgnoreCase))
        {
            Assert.Single(api.Select(decision => decision.Deployment.AccountId).Distinct());
            Assert.Single(api.Select(decision => (decision.ApiPath, decision.Compatibility)).Distinct());
        }

        Assert.Equal(
            design.Decisions.Select(decision => decision.ApiPath.ToUpperInvariant()).Distinct().Count(),
            design.Decisions.Select(decision => decision.ApiId.ToUpperInvariant()).Distinct().Count()
        );
        var told = design.SetAside.Where(aside => aside.IsConflict).Select(aside => aside.Subject).ToHashSet();
        var served = design.Decisions.Select(decision => decision.Deployment.Id.Value).ToHashSet();
        Assert.All(
            inventory.Accounts.SelectMany(found => found.Deployments),
            deployment => Assert.True(told.Contains(deployment.Id.Value) || served.Contains(deployment.Id.Value), deployment.Id.Value)
        );
    }

    // What the start says is what the design does: no warning, no collision of two names of one group and region.
    [Theory]
    [InlineData("{account}", false)]
    [InlineData("{account}/{deployment}", false)]
    [InlineData("{account}_{deployment}", false)]
    [InlineData("{account}.{deployment}", false)]
    [InlineData("{region}-{account}", false)]
    [InlineData("{subscription}-{account}", false)]
    [InlineData("{account}-{region}", false)]
    [InlineData("ai/{resourceGroup}/{account}", false)]
    [InlineData("{account}-{deployment}", true)]
    [InlineData("{deployment}-{account}", true)]
    [InlineData("{account}{deployment}", true)]
    [InlineData("{account}:{deployment}", true)]
    [InlineData("{account}--{deployment}", true)]
    [InlineData("{resourceGroup}-{account}", true)]
    [InlineData("{deployment}_{account}", false)]
    [InlineData("{deployment}-{region}-{account}", true)]
    [InlineData("x/{account}-{deployment}/y", true)]
    public void Templates_that_can_collide_are_known(string template, bool canCollide)
    {
        Assert.Equal(canCollide, TemplateCollisions.CanCollide(template));
        var warning = TemplateCollisions.Warnings(new ApiProfile { BasePath = template }, []);
        Assert.Equal(canCollide ? 1 : 0, warning.Count);
        Assert.All(warning, text => Assert.Contains("}/{", text, StringComparison.Ordinal));
        if (
            !canCollide
            && template.Contains("{account}", StringComparison.Ordinal)
            && template.Contains("{deployment}", StringComparison.Ordinal)
        )
        {
            Assert.DoesNotContain(Design(World(groups: 1), new ApiProfile { BasePath = template }).SetAside, aside => aside.IsConflict);
        }
    }

    [Theory]
    [InlineData("contoso/openai", "contoso-openai")]
    [InlineData("contoso/models", "contoso-models")]
    [InlineData("contoso/openai/v1", "contoso-openai-v1")]
    [InlineData("ai/openai", "ai-openai")]
    [InlineData("contoso", "contoso")]
    public void The_plain_template_keeps_its_readable_ids(string path, string id) => Assert.Equal(id, ApiNaming.ApiId(path));

    [Theory]
    [InlineData("a-b/c/openai", "a/b-c/openai")]
    [InlineData("a/openai", "a-openai")]
    [InlineData("a/openai/v1", "a-openai-v1")]
    [InlineData("a.b/openai", "a_b/openai")]
    public void Paths_that_run_into_each_other_have_ids_apart(string one, string other) =>
        Assert.NotEqual(ApiNaming.ApiId(one), ApiNaming.ApiId(other), StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void Paths_that_differ_only_in_case_are_one_place() =>
        Assert.Equal(ApiNaming.ApiId("A/B/openai"), ApiNaming.ApiId("a/b/openai"), StringComparer.OrdinalIgnoreCase);

    [Fact]
    public async Task The_path_of_a_live_api_does_not_move_when_a_deployment_of_a_clashing_name_comes()
    {
        var scene = new Scene(TheSettings.With(new ApiProfile { BasePath = "{account}/{deployment}" }));
        scene.Source.Put(AnAccount.Called("rg-ai", "a-b", "c"));
        await scene.RunAsync();
        var before = scene.Gateway.Picture;
        scene.Source.Put(AnAccount.Called("rg-ai", "a", "b-c"));

        var run = await scene.RunAsync(AnAccount.Id("a"), reason: RunReason.Event);

        Assert.All(before.Split('\n'), line => Assert.Contains(line, scene.Gateway.Picture, StringComparison.Ordinal));
        Assert.Equal(2, scene.Gateway.Resources.Values.Count(found => found.Resource is Api));
        Assert.Empty(run.SetAside);
    }

    private static GatewayDesign Design(Inventory inventory, ApiProfile profile) =>
        GatewayDesigner.Design(
            new DesignInput
            {
                Inventory = inventory,
                Settings = TheSettings.With(profile),
                Service = new ServiceInfo
                {
                    Id = TheSettings.Default.ServiceId,
                    GatewayUrl = new Uri("https://contoso-apim.azure-api.net"),
                    Sku = "Developer",
                    ProvisioningState = "Succeeded",
                },
            }
        );

    private static Inventory World(int groups = 2) =>
        new()
        {
            Accounts =
            [
                .. Parts
                    .Where(name => !name.Contains('.', StringComparison.Ordinal) && !name.Contains('_', StringComparison.Ordinal))
                    .SelectMany(
                        (name, index) =>
                            new[]
                            {
                                AnAccount.Called("rg", name, Parts),
                                AnAccount.Called(
                                    string.Create(CultureInfo.InvariantCulture, $"rg-{(char)('a' + (index % 3))}"),
                                    name,
                                    Parts
                                ),
                            }.Take(groups)
                    ),
            ],
            Covered = [],
        };
}
