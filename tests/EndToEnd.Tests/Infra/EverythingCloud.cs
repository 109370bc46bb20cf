using System.Text.Json.Nodes;
using EndToEnd.Tests.Fleets;

namespace EndToEnd.Tests.Infra;

/// <summary>A cloud in which the importer does everything that it can do, so that every kind of call is made.</summary>
public sealed class EverythingCloud()
    : CloudFixture(
        new Dictionary<string, string>
        {
            ["Importer__Defaults__Products__0"] = "ai-team",
            ["Importer__Rules__0__Match__Account"] = "keyed",
            ["Importer__Rules__0__Authentication"] = "ApiKey",
            ["Importer__Rules__1__Match__Tag"] = "rich=yes",
            ["Importer__Rules__1__Tags__0"] = "foundry",
            ["Importer__Rules__1__Policies__TokenMetrics"] = "true",
            ["Importer__Rules__1__Policies__SemanticCache__ScoreThreshold"] = "0.05",
            ["Importer__Rules__1__Policies__SemanticCache__EmbeddingsBackendId"] = "embeddings",
            ["Importer__Rules__1__Policies__SemanticCache__DurationSeconds"] = "60",
            ["Importer__Rules__1__Policies__Extra"] = "house-rules",

            // The fragment is not there, and asking for it is a call too; the API is made all the same.
            ["Importer__Rules__1__Policies__OnMissing"] = "Publish",
            ["Importer__Deletion__MaxShare"] = "1",
            ["Importer__Lifecycle__Watch"] = "true",
        }
    )
{
    private Task<IReadOnlyList<Call>>? _calls;

    /// <summary>The management calls that the importer made, once everything was done.</summary>
    public Task<IReadOnlyList<Call>> CallsAsync() => _calls ??= DoEverythingAsync();

    private async Task<IReadOnlyList<Call>> DoEverythingAsync()
    {
        await TakeIdentityAwayAsync();
        await Arm.PutAccountAsync("contoso");
        await Arm.PutAccountAsync("keyed");
        await SettleAsync();
        await Arm.DeployAsync("contoso", "gpt-4o");
        await Arm.DeployAsync("keyed", "gpt-4o");
        await SettleAsync();
        await ImportAsync();

        await PutInAnotherProductAsync();
        await GiveAnotherRoleAsync("contoso");
        await SweepAsync();
        await RunToEndAsync("TestCalls");
        await ImportAsync();

        await PutWithTagsAsync("contoso", new JsonObject { ["rich"] = "yes" });
        await PutWithTagsAsync("contoso", []);

        await DoAsync("detach", "keyed-openai");
        await DoAsync("adopt", "keyed-openai");
        await PutOperationPolicyAsync("keyed-openai");
        await Arm.DeleteDeploymentAsync("keyed", "gpt-4o");
        await SettleAsync();
        await DoAsync("restore", await WithdrawalAsync());
        await Importer.AskAsync(new JsonObject { ["scope"] = ArmDriver.Account("keyed"), ["insist"] = true });
        await Arm.DeleteAccountAsync("contoso");
        await SettleAsync();
        Assert.Empty(await Arm.ApisOfAsync("contoso"));
        Assert.Empty(await Arm.ApisOfAsync("keyed"));
        return [.. (await Control.JournalAsync("arm")).Where(call => call.IsByImporter), .. await FleetCallsAsync()];
    }

    // A fleet that comes and leaves the settings again, in a cloud of its own.
    private static async Task<IEnumerable<Call>> FleetCallsAsync()
    {
        var fleet = new FleetCloud();
        await fleet.InitializeAsync();
        try
        {
            await fleet.StartAsync("gpt-4o", "fleet-one");
            await fleet.ConfigureAsync([]);
            var run = await fleet.Importer.ImportAsync();
            Assert.True(run.Outcome == "succeeded", run.ToString());
            return [.. (await fleet.Control.JournalAsync("arm")).Where(call => call.IsByImporter)];
        }
        finally
        {
            await fleet.DisposeAsync();
        }
    }

    private async Task ImportAsync()
    {
        var run = await Importer.ImportAsync(ArmDriver.Subscription);
        Assert.True(run.Outcome == "succeeded", run.ToString());
    }

    private async Task DoAsync(string what, string target)
    {
        var run = await Importer.DoAsync(what, target);
        Assert.True(run.Outcome == "succeeded", run.ToString());
    }

    private async Task<string> WithdrawalAsync() =>
        (string)
            (await Importer.RunsAsync())
                .First(run =>
                    run.Json["steps"]!
                        .AsArray()
                        .Any(step => (string?)step!["change"] == "delete" && (string?)step["name"] == "keyed-openai")
                )
                .Json["id"]!;

    private async Task TakeIdentityAwayAsync()
    {
        var service = await Arm.GetAsync(ArmDriver.Service);
        foreach (var readOnly in new[] { "id", "name", "type", "etag", "systemData" })
        {
            service!.Remove(readOnly);
        }

        service!["identity"] = new JsonObject { ["type"] = "None" };
        await Arm.PutAsync(ArmDriver.Service, service);
    }

    // Whether a role that is none of the usual ones does, its definition says.
    private async Task GiveAnotherRoleAsync(string account)
    {
        var roles = $"{ArmDriver.Account(account)}/providers/Microsoft.Authorization/roleAssignments";
        foreach (var one in (await Arm.GetAsync($"{roles}?$filter=atScope()"))!["value"]!.AsArray())
        {
            await Arm.DeleteAsync((string)one!["id"]!);
        }

        await Arm.PutAsync(
            $"{roles}/{Guid.NewGuid()}",
            new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["roleDefinitionId"] = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
                    ["principalId"] = (string)(await Arm.GetAsync(ArmDriver.Service))!["identity"]!["principalId"]!,
                    ["principalType"] = "ServicePrincipal",
                },
            }
        );
    }

    // The tag switches on what needs a tag, a diagnostic, a cache and a fragment; without it they go again.
    private async Task PutWithTagsAsync(string account, JsonObject tags)
    {
        await Arm.PutAsync(
            $"{ArmDriver.Service}/loggers/insights",
            new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["loggerType"] = "applicationInsights",
                    ["credentials"] = new JsonObject { ["instrumentationKey"] = "00000000-0000-0000-0000-000000000009" },
                },
            }
        );
        await Arm.PutAsync(
            ArmDriver.Account(account),
            new JsonObject
            {
                ["location"] = "swedencentral",
                ["kind"] = "AIServices",
                ["sku"] = new JsonObject { ["name"] = "S0" },
                ["properties"] = new JsonObject { ["customSubDomainName"] = account },
                ["tags"] = tags,
            }
        );
        await SettleAsync();
    }

    // What a person gave one operation: it is saved before the API goes, and comes back with it.
    private async Task PutOperationPolicyAsync(string api)
    {
        var operation = (string)(await Arm.GetAsync($"{ArmDriver.Service}/apis/{api}/operations"))!["value"]![0]!["name"]!;
        await Arm.PutAsync(
            $"{ArmDriver.Service}/apis/{api}/operations/{operation}/policies/policy",
            new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["format"] = "rawxml",
                    ["value"] =
                        "<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>",
                },
            }
        );
    }

    private async Task PutInAnotherProductAsync()
    {
        await Arm.PutAsync(
            $"{ArmDriver.Service}/products/other",
            new JsonObject { ["properties"] = new JsonObject { ["displayName"] = "Other" } }
        );
        await Arm.PutAsync($"{ArmDriver.Service}/products/other/apis/{(await Arm.ApisOfAsync("contoso")).Keys.First()}", []);
    }
}
