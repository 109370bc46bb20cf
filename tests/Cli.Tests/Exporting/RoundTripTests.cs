using System.Text.Json.Nodes;
using EndToEnd.Tests.Drift;
using Importer.Deployments;
using Infra.Tests;
using Xunit.Abstractions;

namespace Cli.Tests.Exporting;

/// <summary>What is exported and deployed is what the importer would have made: it plans nothing on it.</summary>
public sealed class RoundTripTests(ITestOutputHelper output)
{
    private const int Worlds = 200;
    private const string Insights =
        """{"properties":{"loggerType":"applicationInsights","credentials":{"instrumentationKey":"00000000-0000-0000-0000-000000000009"}}}""";

    private static readonly string[] Cleared = ["apis", "backends", "namedValues", "policyFragments", "products/apis", "tags"];
    private static readonly string[] Kept = ["embeddings", "content-safety", "house-rules"];

    [BicepFact]
    public async Task Of_two_hundred_random_worlds_both_formats_leave_nothing_to_plan()
    {
        await using var scene = await StartAsync();
        var (resources, faults) = (0, new List<string>());
        foreach (var seed in Enumerable.Range(1, Worlds))
        {
            var design = RandomDesigns.Of(seed);
            Build(scene, design);
            foreach (var format in new[] { "bicep", "apiops" })
            {
                resources += await TryAsync(scene, format, design, faults);
            }

            Remove(scene, design);
            Assert.True(faults.Count == 0, string.Join('\n', faults));
        }

        Assert.True(resources > Worlds * 8, $"only {resources} resources were deployed");
        output.WriteLine($"{resources} resources");
    }

    [BicepFact]
    public async Task Fleets_are_in_both_formats_and_a_member_that_has_not_proven_itself_is_in_no_pool()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        await scene.AccountAsync("fabrikam", "gpt-4o");
        scene.Settings(
            $$"""
            "Ownership": { "Key": "{{CliScene.Key}}" },
            "Reports": { "Container": "{{Path.Combine(scene.Folder, "store")}}" },
            "Fleets": [ { "Name": "ai", "Path": "ai", "Match": { "Account": "*" }, "Regions": { "westeurope": [ "swedencentral" ] } } ]
            """
        );
        foreach (var format in new[] { "bicep", "apiops" })
        {
            var folder = Path.Combine(scene.Folder, $"before-{format}");
            var before = await scene.RunAsync("export", "--format", format, "--output", folder);
            Assert.True(before.Exit == 0, before.ToString());
            foreach (var account in new[] { "contoso", "fabrikam" })
            {
                Assert.Contains($"not in them: {account}/gpt-4o: ", before.Output, StringComparison.Ordinal);
            }

            Assert.Contains("has only those to add that wait for a test call", before.Output, StringComparison.Ordinal);
            await DeployAsync(scene, format, folder);
            var waiting = await PlanAsync(scene);
            Assert.True(
                waiting.All(step =>
                    ((string)step["name"]!).StartsWith("ai--gpt-4o", StringComparison.Ordinal) || (string)step["name"]! == "ai-aliases"
                ),
                string.Join('\n', waiting.Select(step => step.ToJsonString()))
            );
            Clear(scene);
        }

        var applied = await scene.RunAsync("apply", "--yes");
        Assert.True(applied.Exit == 0, applied.ToString());
        foreach (var format in new[] { "bicep", "apiops" })
        {
            var folder = Path.Combine(scene.Folder, format);
            var export = await scene.RunAsync("export", "--format", format, "--output", folder);
            Assert.True(export.Exit == 0 && !export.Output.Contains("not in them", StringComparison.Ordinal), export.ToString());
            Clear(scene);
            await DeployAsync(scene, format, folder);
            Assert.Empty(await PlanAsync(scene));
        }
    }

    [Theory]
    [InlineData("bicep")]
    [InlineData("apiops")]
    public async Task What_stands_in_the_way_is_left_out_and_told_and_no_secret_is_in_a_file(string format)
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        await scene.AccountAsync("fabrikam", "gpt-4o");
        await scene.PutAsync(
            $"{CliScene.Service}/apis/contoso-openai",
            """{"properties":{"displayName":"Mine","path":"contoso/openai","protocols":["https"],"serviceUrl":"https://mine.example"}}"""
        );
        scene.Settings(
            $$"""
            "Ownership": { "Key": "{{CliScene.Key}}" }, "Defaults": { "Authentication": "ApiKey" }
            """
        );

        var run = await scene.RunAsync("export", "--format", format);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Contains(
            "not in them: contoso-openai: Api contoso-openai exists and was not made by this importer",
            run.Output,
            StringComparison.Ordinal
        );
        var text = string.Join(
            '\n',
            Directory
                .GetFiles(Path.Combine(scene.Folder, "gateway"), "*", SearchOption.AllDirectories)
                .Select(file => $"{file}\n{File.ReadAllText(file)}")
        );
        Assert.Contains("fabrikam-openai", text, StringComparison.Ordinal);
        Assert.DoesNotContain("contoso-openai", text, StringComparison.Ordinal);
        Assert.DoesNotContain(await scene.KeyOfAsync($"{CliScene.Accounts}/fabrikam"), text, StringComparison.Ordinal);
        Assert.DoesNotContain(CliScene.Key, text, StringComparison.Ordinal);

        var again = await scene.RunAsync("export", "--format", format);
        Assert.Equal(1, again.Exit);
        Assert.StartsWith("error: gateway is not empty: give --force", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_key_nothing_is_exported()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        scene.Settings();

        var run = await scene.RunAsync("export");

        Assert.Equal(1, run.Exit);
        Assert.StartsWith(
            "error: the ownership tags cannot be made, because no report store was given",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(Path.Combine(scene.Folder, "gateway")));
    }

    private static async Task<int> TryAsync(CliScene scene, string format, RandomDesign design, List<string> faults)
    {
        scene.Cloud.Clock.Advance(TimeSpan.FromMinutes(1));
        var folder = Path.Combine(scene.Folder, format);
        var export = await scene.RunAsync("export", "--format", format, "--output", folder);
        if (export.Error.Contains("there is nothing to export", StringComparison.Ordinal))
        {
            return 0;
        }

        if (export.Exit != 0 || export.Output.Contains("no such file", StringComparison.Ordinal))
        {
            faults.Add($"{export}\n{design}");
            return 0;
        }

        var deployed = await DeployAsync(scene, format, folder);
        var plan = await scene.RunAsync("plan", "--format", "json");
        var steps = JsonNode.Parse(plan.Output)?["steps"]?.AsArray();
        if (steps is not { Count: 0 })
        {
            faults.Add($"{format}: {steps?.ToJsonString()}\n{plan.Error}\n{design}");
        }

        Directory.Delete(folder, recursive: true);
        Clear(scene);
        return deployed;
    }

    private static async Task<int> DeployAsync(CliScene scene, string format, string folder)
    {
        var deployer = new Deployer(scene);
        var deployed = format == "bicep" ? await deployer.DeployBicepAsync(folder) : await deployer.PublishAsync(folder);
        scene.Cloud.Clock.Advance(TimeSpan.FromMinutes(1));
        return deployed;
    }

    private static async Task<IReadOnlyList<JsonNode>> PlanAsync(CliScene scene)
    {
        var plan = await scene.RunAsync("plan", "--format", "json");
        return JsonNode.Parse(plan.Output)?["steps"] is JsonArray steps
            ? [.. steps.Select(step => step!)]
            : throw new InvalidOperationException($"{plan}");
    }

    private static async Task<CliScene> StartAsync()
    {
        var scene = await CliScene.StartAsync();
        scene.Cloud.Secrets.Put("https://v.vault.azure.net/secrets/Key", "a key");
        foreach (
            var (id, body) in new (string, string)[]
            {
                ("loggers/Insights", Insights),
                ("loggers/other", Insights),
                ("backends/embeddings", """{"properties":{"url":"https://e.example","protocol":"http"}}"""),
                ("backends/content-safety", """{"properties":{"url":"https://s.example","protocol":"http"}}"""),
                ("caches/default", """{"properties":{"connectionString":"c","useFromLocation":"default"}}"""),
                (
                    "policyFragments/house-rules",
                    """{"properties":{"format":"xml","value":"<fragment><set-header name=\"x-house\" exists-action=\"override\"><value>1</value></set-header></fragment>"}}"""
                ),
                ("products/second", """{"properties":{"displayName":"Second"}}"""),
                ("products/Third.One", """{"properties":{"displayName":"Third"}}"""),
            }
        )
        {
            await scene.PutAsync($"{CliScene.Service}/{id}", body);
        }

        return scene;
    }

    private static void Build(CliScene scene, RandomDesign design)
    {
        var profile = design.Profile.DeepClone().AsObject();
        if (profile["OpenApi"] is JsonObject open)
        {
            open["Location"] = "models.json";
            File.WriteAllText(Path.Combine(scene.Folder, "models.json"), design.Document);
        }

        scene.Settings(
            $$"""
            "Ownership": { "Key": "{{CliScene.Key}}" },
            "Defaults": {{profile.ToJsonString()}}
            """,
            hosts: ["*.cognitiveservices.azure.com", "*.openai.azure.com", "*.services.ai.azure.com", "*.api.cognitive.microsoft.com"]
        );
        foreach (var (account, deployments) in design.Accounts)
        {
            scene.Cloud.Store.Put(account.Id.Value, "Microsoft.CognitiveServices/accounts", Body(account));
            foreach (var deployment in deployments)
            {
                scene.Cloud.Store.Put(deployment.Id.Value, "Microsoft.CognitiveServices/accounts/deployments", Body(deployment));
            }
        }
    }

    private static JsonObject Body(FoundryAccount account) =>
        new()
        {
            ["kind"] = account.Kind,
            ["location"] = account.Region,
            ["sku"] = new JsonObject { ["name"] = "S0" },
            ["properties"] = new JsonObject
            {
                ["provisioningState"] = account.ProvisioningState,
                ["endpoint"] = account.Endpoint!.AbsoluteUri,
                ["endpoints"] = new JsonObject([
                    .. account.Endpoints.Select(endpoint => KeyValuePair.Create(endpoint.Key, (JsonNode?)endpoint.Value.AbsoluteUri)),
                ]),
                ["customSubDomainName"] = account.CustomSubdomain,
            },

            // What LocalAzure answers to listKeys.
            ["$secrets"] = new JsonObject { ["key1"] = $"key-of-{account.Name}", ["key2"] = "another" },
        };

    private static JsonObject Body(ModelDeployment deployment) =>
        new()
        {
            ["sku"] = new JsonObject { ["name"] = deployment.Sku, ["capacity"] = deployment.Capacity },
            ["properties"] = new JsonObject
            {
                ["provisioningState"] = deployment.ProvisioningState,
                ["deploymentState"] = deployment.Paused ? "Paused" : "Running",
                ["model"] = new JsonObject
                {
                    ["format"] = deployment.ModelFormat,
                    ["name"] = deployment.ModelName,
                    ["version"] = deployment.ModelVersion,
                },
            },
        };

    private static void Clear(CliScene scene)
    {
        foreach (
            var resource in Cleared
                .SelectMany(type => scene.Cloud.Store.OfType($"Microsoft.ApiManagement/service/{type}"))
                .Concat(scene.Cloud.Store.OfType("Microsoft.Authorization/roleAssignments"))
                .Where(resource => !Kept.Contains(resource.Name))
        )
        {
            scene.Cloud.Store.Remove(resource.Id);
        }

        scene.Cloud.Journal.Clear();
    }

    private static void Remove(CliScene scene, RandomDesign design)
    {
        foreach (var (account, deployments) in design.Accounts)
        {
            deployments.ToList().ForEach(deployment => scene.Cloud.Store.Remove(deployment.Id.Value));
            scene.Cloud.Store.Remove(account.Id.Value);
        }
    }
}
