using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Identity;
using Cli.Running;

namespace Cli.Tests;

public sealed class PlanTests
{
    private const string Store = "store";

    [Fact]
    public async Task A_first_plan_needs_neither_a_file_nor_a_store_nor_a_key()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o", "text-embedding-3-large");

        var run = await scene.RunAsync("plan", "--service", CliScene.Service, "--scope", CliScene.Group);

        Assert.True(run.Exit == 2, run.ToString());
        Assert.Contains("Plan for contoso-apim, everything configured: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("+ API contoso-openai", run.Output, StringComparison.Ordinal);
        Assert.Contains("contoso/gpt-4o through contoso-openai as AzureOpenAI", run.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was written. To carry it out: foundry-importer apply", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_makes_no_write_call_and_a_reader_may_make_it()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        await scene.ApiOfSomebodyAsync("theirs", "contoso");
        scene.Settings();
        scene.Cloud.Journal.Clear();

        var anybody = await scene.RunAsync("plan");

        Assert.Equal(2, anybody.Exit);
        Assert.NotEmpty(scene.Cloud.Journal.Read("arm"));
        Assert.Empty(scene.Writes);

        scene.LetOnlyRead();
        var reader = await scene.RunAsync("plan");

        Assert.Equal(anybody with { Error = "" }, reader with { Error = "" });
        Assert.Equal(["importer.json"], Directory.GetFileSystemEntries(scene.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_plan_on_what_was_applied_has_nothing_to_do_and_says_so_by_its_exit_code()
    {
        await using var scene = await AppliedAsync();

        var run = await scene.RunAsync("plan", "--store", Store);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Contains("0 to create, 0 to update, 0 to delete, 5 unchanged", run.Output, StringComparison.Ordinal);
        Assert.Contains("API Management holds what it should; nothing was written.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_tells_field_by_field_what_was_changed_by_hand()
    {
        await using var scene = await AppliedAsync();
        await scene.PutAsync(
            $"{CliScene.Service}/apis/contoso-openai/policies/policy",
            """{"properties":{"format":"xml","value":"<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>"}}"""
        );

        var run = await scene.RunAsync("plan", "--store", Store);

        Assert.Equal(2, run.Exit);
        Assert.Contains("~ policy contoso-openai\n      ", run.Output, StringComparison.Ordinal);
        Assert.Contains("0 to create, 1 to update, 0 to delete", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--store", "empty")]
    public async Task Without_the_key_nothing_is_said_of_what_carries_an_ownership_tag(params string[] store)
    {
        await using var scene = await AppliedAsync();

        foreach (var command in new[] { "plan", "explain contoso-openai", "apply --yes", "test" })
        {
            var run = await scene.RunAsync([.. command.Split(' '), .. store]);

            Assert.True(run.Exit == 1, run.ToString());
            Assert.DoesNotContain("conflict", run.ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("belongs to", run.ToString(), StringComparison.OrdinalIgnoreCase);
        }

        var plan = await scene.RunAsync(["plan", .. store]);
        Assert.Contains(
            "ownership cannot be verified: 1 resource(s) carry tags of an importer (Api contoso-openai), and the key that they are checked with is not known here",
            plan.Output,
            StringComparison.Ordinal
        );
        Assert.Contains(store.Length == 0 ? "because no report store was given." : "holds none.", plan.Output, StringComparison.Ordinal);
        Assert.Contains(
            "Give that importer's report store by --store <container's address>, or its Ownership.Key as Importer__Ownership__Key",
            plan.Output,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(Path.Combine(scene.Folder, "empty")));
    }

    [Fact]
    public async Task The_key_alone_does_as_well_as_the_store_where_settings_give_it()
    {
        await using var scene = await AppliedAsync(
            $$"""
            "Ownership": { "Key": "{{CliScene.Key}}" }
            """
        );

        var run = await scene.RunAsync("plan");

        Assert.True(run.Exit == 0, run.ToString());
    }

    [Fact]
    public async Task What_people_have_already_is_told_with_the_command_that_takes_it_over()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        await scene.ApiOfSomebodyAsync("theirs", "contoso");
        scene.Settings();

        var run = await scene.RunAsync("plan");

        Assert.Contains(
            "APIs of your own that call these accounts already\n  theirs at /theirs calls contoso as AzureOpenAI\n",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("foundry-importer adopt theirs", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("petstore", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conflict_is_told_with_a_command_and_is_no_clean_end()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        await scene.PutAsync(
            $"{CliScene.Service}/apis/contoso-openai",
            """{"properties":{"displayName":"Mine","path":"contoso/openai","protocols":["https"],"serviceUrl":"https://mine.example"}}"""
        );
        scene.Settings();

        var run = await scene.RunAsync("plan");

        Assert.Equal(2, run.Exit);
        Assert.Contains(
            "conflict: contoso-openai: Api contoso-openai exists and was not made by this importer",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("or take it over: foundry-importer adopt contoso-openai", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("POST /api", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scope_that_cannot_be_read_is_no_clean_end_whatever_else_is_planned()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        scene.Settings();
        scene.Cloud.Faults.Add(
            new()
            {
                Surface = "arm",
                Method = "GET",
                PathPattern = "accounts/contoso/deployments",
                Times = int.MaxValue,
                Status = 403,
                Body = JsonNode.Parse(
                    """{"error":{"code":"AuthorizationFailed","message":"The client 'x' does not have authorization to perform action 'Microsoft.CognitiveServices/accounts/deployments/read' over scope '/subscriptions/1' or the scope is invalid."}}"""
                ),
            }
        );

        var run = await scene.RunAsync("plan");

        Assert.Equal(1, run.Exit);
        Assert.Contains("could not be read: contoso", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "whoever is signed in lacks Microsoft.CognitiveServices/accounts/deployments/read on /subscriptions/1",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_part_can_be_looked_at_and_nothing_outside_the_settings()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        await scene.AccountAsync("fabrikam", "gpt-4o");
        scene.Settings(scope: CliScene.Group);

        var part = await scene.RunAsync("plan", "--scope", $"{CliScene.Accounts}/fabrikam");
        var outside = await scene.RunAsync("plan", "--scope", "/subscriptions/00000000-0000-0000-0000-000000000002");

        Assert.Contains("Plan for contoso-apim, fabrikam: ", part.Output, StringComparison.Ordinal);
        Assert.Contains("fabrikam-openai", part.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("contoso-openai", part.Output, StringComparison.Ordinal);
        Assert.Equal(1, outside.Exit);
        Assert.Contains("is outside Discovery.Scopes", outside.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_all_that_is_on_the_output_and_has_what_the_text_has()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        await scene.ApiOfSomebodyAsync("theirs", "contoso");
        scene.Settings();

        var run = await scene.RunAsync("plan", "--format", "json");

        var plan = JsonNode.Parse(run.Output)!;
        Assert.Equal("plan", (string?)plan["mode"]);
        Assert.Contains(
            plan["steps"]!.AsArray(),
            step => (string?)step!["name"] == "contoso-openai" && (string?)step["change"] == "create"
        );
        Assert.Equal("theirs", (string?)plan["existingApis"]![0]!["api"]);
        Assert.Contains("reading accounts and deployments …", run.Error, StringComparison.Ordinal);

        var quiet = await scene.RunAsync("plan", "--format", "json", "--quiet");
        Assert.Empty(quiet.Error);
    }

    [Fact]
    public async Task Markdown_names_commands_and_no_functions()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        await scene.ApiOfSomebodyAsync("theirs", "contoso");
        scene.Settings();

        var run = await scene.RunAsync("plan", "--format", "md");

        Assert.StartsWith("# Plan for API Management\n", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "- `theirs` calls `contoso` as AzureOpenAI: stays as it is; to have it managed where it stands: `foundry-importer adopt theirs`\n",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("POST /api", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_are_one_sentence_with_the_way_out()
    {
        await using var scene = await CliScene.StartAsync();
        scene.Settings();

        var nothing = await CliRun.RunAsync(scene.Cloud.Options.DataDirectory, [], "plan");
        Assert.Equal(1, nothing.Exit);
        Assert.StartsWith(
            $"error: there is no importer.json in {scene.Cloud.Options.DataDirectory}: name one by --settings, or say what to look at by --service",
            nothing.Error,
            StringComparison.Ordinal
        );

        Assert.Contains("and --scope <subscription", nothing.Error, StringComparison.Ordinal);
        var withoutScope = await CliRun.RunAsync(scene.Cloud.Options.DataDirectory, [], "test");
        Assert.Contains("and the variable Importer__Discovery__Scopes__0 <subscription", withoutScope.Error, StringComparison.Ordinal);

        var service = await scene.RunAsync("plan", "--service", $"{CliScene.Service}-2");
        Assert.Equal(1, service.Exit);
        Assert.Contains(
            "stopped: API Management service contoso-apim-2 not found: check Importer:ApiManagement:ServiceId",
            service.Output,
            StringComparison.Ordinal
        );

        var option = await scene.RunAsync("plan", "--colour");
        Assert.Equal(1, option.Exit);
        Assert.Equal("error: Unknown option 'colour'; see: foundry-importer plan --help\n", option.Error);

        var settings = await scene.RunAsync("plan", "--settings", "other.json");
        Assert.Contains(
            "name the settings by --settings, or write them with: foundry-importer init",
            settings.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_told_how_to()
    {
        await using var scene = await CliScene.StartAsync();
        scene.Settings();

        var run = await CliRun.RunAsync(
            new Surroundings
            {
                Output = TextWriter.Null,
                Error = TextWriter.Null,
                Folder = scene.Folder,
                Environment = new Dictionary<string, string?> { ["Importer__Arm__Endpoint"] = scene.Arm },
                Credential = new NobodyIsSignedIn(),
            },
            "plan"
        );

        Assert.Equal(1, run.Exit);
        Assert.Contains(
            "nobody is signed in to Azure here: az login (in a pipeline azure/login), then the same again.",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("a long text of the library", run.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_what_people_have_it_is_told_why_it_cannot_be_adopted_however_it_calls_the_account()
    {
        await using var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        await scene.AccountAsync("contoso2", "gpt-4o");
        var models = scene.Cloud.Options.Foundry;
        await scene.PutAsync(
            $"{CliScene.Service}/backends/theirs",
            $$"""{"properties":{"url":"{{models}}contoso/openai","protocol":"http"} }"""
        );
        await ApiAsync("by-backend", "<set-backend-service backend-id=\"theirs\" />");
        await ApiAsync(
            "by-address",
            $"<choose><when condition=\"@(true)\"><set-backend-service base-url=\"{models}contoso/openai\" /></when></choose>"
        );
        await ApiAsync(
            "both",
            $"<choose><when condition=\"@(true)\"><set-backend-service base-url=\"{models}contoso2/openai\" /></when><otherwise><set-backend-service backend-id=\"theirs\" /></otherwise></choose>"
        );
        await ApiAsync("neither", "<set-backend-service base-url=\"https://elsewhere.example/contoso/openai\" />");
        scene.Settings();

        var run = await scene.RunAsync("plan");

        Assert.Contains("  both at /both calls contoso, contoso2\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("stays as it is: API both calls", run.Output, StringComparison.Ordinal);
        Assert.Contains("  by-address at /by-address calls contoso\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  by-backend at /by-backend calls contoso as AzureOpenAI\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("neither at", run.Output, StringComparison.Ordinal);

        async Task ApiAsync(string id, string inbound)
        {
            await scene.PutAsync(
                $"{CliScene.Service}/apis/{id}",
                $$"""{"properties":{"displayName":"{{id}}","path":"{{id}}","protocols":["https"],"serviceUrl":"https://elsewhere.example"} }"""
            );
            var policy =
                $"<policies><inbound><base />{inbound}</inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>";
            await scene.PutAsync(
                $"{CliScene.Service}/apis/{id}/policies/policy",
                new JsonObject
                {
                    ["properties"] = new JsonObject { ["format"] = "xml", ["value"] = policy },
                }.ToJsonString()
            );
        }
    }

    private sealed class NobodyIsSignedIn : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("a long text of the library");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("a long text of the library");
    }

    private static async Task<CliScene> AppliedAsync(string settings = "")
    {
        var scene = await CliScene.StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        scene.Settings(settings);
        var run = await scene.RunAsync("apply", "--yes", "--store", Store);
        Assert.True(run.Exit == 0, run.ToString());
        scene.Cloud.Clock.Advance(TimeSpan.FromMinutes(1));
        return scene;
    }
}
