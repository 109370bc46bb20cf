using System.Text.Json.Nodes;
using LocalAzure.Control;

namespace Smoke.Tests;

public sealed class WrongTargetTests
{
    private const string Group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers";
    private const string NoService = $"{Group}/Microsoft.ApiManagement/service/contoso-apin";
    private const string NoAccount = $"{Group}/Microsoft.CognitiveServices/accounts/fabricam";

    [Theory]
    [InlineData("'--what' is not an option.", "--what")]
    [InlineData("--service needs a value.", "--service")]
    [InlineData(
        "--service: 'contoso-apim' is not the ID of a resource of type Microsoft.ApiManagement/service: /subscriptions/<guid>/resourceGroups/<group>/providers/Microsoft.ApiManagement/service/<name>.",
        "--service",
        "contoso-apim"
    )]
    [InlineData(
        $"--service: '{SmokeWorld.Account}' is not the ID of a resource of type Microsoft.ApiManagement/service: /subscriptions/<guid>/resourceGroups/<group>/providers/Microsoft.ApiManagement/service/<name>.",
        "--service",
        SmokeWorld.Account
    )]
    [InlineData(
        $"--account: '{SmokeWorld.Account}/deployments/gpt' is not the ID of a resource of type Microsoft.CognitiveServices/accounts: /subscriptions/<guid>/resourceGroups/<group>/providers/Microsoft.CognitiveServices/accounts/<name>.",
        "--account",
        $"{SmokeWorld.Account}/deployments/gpt"
    )]
    [InlineData("--service and --account are given together, or neither.", "--service", SmokeWorld.Service)]
    [InlineData(
        "--deploy makes a deployment, --deployment names one that is there: give one of them.",
        "--deploy",
        "a",
        "--deployment",
        "b"
    )]
    [InlineData("--run goes with --clean-up.", "--run", "importer-smoke-0123abcd")]
    [InlineData("--run: 'mine' is not the name of a smoke run, such as importer-smoke-1a2b3c4d.", "--run", "mine")]
    [InlineData("--clean-up needs --service and --account: the LocalAzure of a run ends with the run.", "--clean-up")]
    [InlineData(
        "--arm: 'http://management.contoso.example' is neither an https address nor an http address of this machine.",
        "--arm",
        "http://management.contoso.example"
    )]
    public void What_is_wrong_on_the_command_line_is_said(string fault, params string[] arguments) =>
        Assert.Equal([fault], SmokeOptions.Parse(arguments).Faults);

    [Theory]
    [InlineData(
        "--service",
        NoService,
        $"There is no API Management service {NoService}; check the ID given with --service, and the subscription and tenant you are signed in to (az account show)."
    )]
    [InlineData(
        "--account",
        NoAccount,
        $"There is no Foundry account {NoAccount}; check the ID given with --account, and the subscription and tenant you are signed in to (az account show)."
    )]
    [InlineData("--deployment", "gpt", "The account fabrikam-models has no deployment gpt; it has chat-of-sales, embed.")]
    public async Task What_is_not_there_is_said_before_anything_is_made(string option, string value, string sentence)
    {
        await using var world = await SmokeWorld.StartAsync();

        var outcome = await world.RunAsync([option, value, "--yes"]);

        Assert.Equal(SmokeCommand.Failed, outcome.Code);
        Assert.Equal(sentence, outcome.Output.Trim());
        Assert.All(world.Calls, call => Assert.Equal("GET", call.Method));
    }

    [Fact]
    public async Task A_sign_in_without_rights_is_said()
    {
        await using var world = await SmokeWorld.StartAsync();
        world.Cloud.Faults.Add(
            new FaultRule
            {
                Surface = "arm",
                PathPattern = "contoso-apim",
                Status = 403,
                Times = 9,
            }
        );

        var outcome = await world.RunAsync();

        Assert.Equal(SmokeCommand.Failed, outcome.Code);
        Assert.StartsWith($"The API Management service {SmokeWorld.Service} could not be read: ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("Check --service and the sign-in (az login).", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_without_identity_is_not_changed()
    {
        await using var world = await SmokeWorld.StartAsync();
        await world.PutAsync(
            SmokeWorld.Service,
            """{"location":"swedencentral","sku":{"name":"Developer","capacity":1},"identity":{"type":"None"},"properties":{}}""",
            Belongings.ApiManagementVersion
        );

        var outcome = await world.RunAsync();

        Assert.Equal(SmokeCommand.Failed, outcome.Code);
        Assert.Contains(
            "az apim update --name contoso-apim --resource-group rg-ai --set identity.type=SystemAssigned",
            outcome.Output,
            StringComparison.Ordinal
        );
        Assert.All(world.Calls, call => Assert.Equal("GET", call.Method));
    }

    [Fact]
    public async Task An_account_without_a_deployment_that_will_do_is_said()
    {
        await using var world = await SmokeWorld.StartAsync();
        await world.DeleteAsync($"{SmokeWorld.Account}/deployments/chat-of-sales");

        var outcome = await world.RunAsync();

        Assert.Equal(SmokeCommand.Failed, outcome.Code);
        Assert.Contains("has no OpenAI deployment that answers chat completions", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_there_is_no_quota_for_is_said_and_nothing_is_left()
    {
        await using var world = await SmokeWorld.StartAsync();
        var before = world.Picture;
        world.Cloud.Faults.Add(
            new FaultRule
            {
                Surface = "arm",
                Method = "PUT",
                PathPattern = "/deployments/",
                Status = 400,
                Body = JsonNode.Parse("""{"error":{"code":"InsufficientQuota","message":"There is no quota left for gpt-4o-mini."}}"""),
            }
        );

        var outcome = await world.RunAsync(["--deploy", "gpt-4o-mini", "--yes"]);

        Assert.Equal(SmokeCommand.Failed, outcome.Code);
        Assert.Contains("[FAILED] deploy: Resource Manager refused:", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("There is no quota left", outcome.Output, StringComparison.Ordinal);
        world.IsAs(before);
    }
}
