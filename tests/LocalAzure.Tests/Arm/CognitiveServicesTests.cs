using LocalAzure.Arm;
using static LocalAzure.Tests.CloudUnderTest;

namespace LocalAzure.Tests.Arm;

public sealed class CognitiveServicesTests : IAsyncLifetime
{
    private const string Contoso = $"{Accounts}/contoso";
    private CloudUnderTest _test = null!;

    public async Task InitializeAsync() => _test = await StartStillAsync();

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task An_account_reports_where_it_listens()
    {
        await _test.AddAccountAsync("contoso");
        var account = await _test.GetAsync(Contoso);
        var endpoint = $"http://127.0.0.1:{_test.Cloud.Options.PortBase + 12}/contoso/";
        Assert.Equal(endpoint, (string?)account.Properties["endpoint"]);
        Assert.Equal(endpoint, (string?)account.Properties["endpoints"]?["OpenAI Language Model Instance API"]);
        Assert.Equal(endpoint, (string?)account.Properties["endpoints"]?["Azure AI Model Inference API"]);
        Assert.Equal("Succeeded", (string?)account.Properties["provisioningState"]);
        Assert.DoesNotContain("$secrets", account.Body!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accounts_are_listed_by_subscription_and_by_group_and_leave_with_what_is_in_them()
    {
        await _test.AddAccountAsync("contoso", "OpenAI", "gpt-4o");
        await _test.PutAsync($"{Subscription}/resourceGroups/other", """{"location":"westeurope"}""");
        var elsewhere = $"{Subscription}/resourceGroups/other/providers/Microsoft.CognitiveServices/accounts/fabrikam";
        await _test.PutAsync(elsewhere, """{"kind":"OpenAI","location":"westeurope"}""");
        Assert.Equal(
            ["contoso", "fabrikam"],
            (await _test.GetAsync($"{Subscription}/providers/Microsoft.CognitiveServices/accounts")).Names.Order()
        );
        Assert.Equal(["contoso"], (await _test.GetAsync(Accounts)).Names);
        Assert.Equal(200, (await _test.DeleteAsync(Contoso, null)).Status);
        Assert.Equal("ParentResourceNotFound", (await _test.GetAsync($"{Contoso}/deployments/gpt-4o")).Code);
        Assert.Equal(204, (await _test.DeleteAsync(Contoso, null)).Status);
    }

    [Fact]
    public async Task A_deployment_is_creating_first_and_filled_in_from_its_model()
    {
        await _test.AddAccountAsync("contoso");
        var id = $"{Contoso}/deployments/gpt-4o";
        var started = await _test.PutAsync(id, ADeployment("gpt-4o"));
        Assert.Equal((201, "Creating"), (started.Status, (string?)started.Properties["provisioningState"]));
        Assert.NotNull(started.Header("Azure-AsyncOperation"));
        Assert.NotNull(started.Header("Retry-After"));
        await _test.DoneAsync(Task.FromResult(started));
        var ready = await _test.GetAsync(id);
        Assert.Equal("Succeeded", (string?)ready.Properties["provisioningState"]);
        Assert.Equal("2024-11-20", (string?)ready.Properties["model"]?["version"]);
        Assert.Equal("true", (string?)ready.Properties["capabilities"]?["chatCompletion"]);
        Assert.Equal(10_000, (int?)ready.Properties["rateLimits"]?[1]?["count"]);
        Assert.Null(ready.Properties["deploymentState"]);
        Assert.Equal("Running", (string?)(await _test.GetAsync(id, "2026-07-01")).Properties["deploymentState"]);
        Assert.Equal(["gpt-4o"], (await _test.GetAsync($"{Contoso}/deployments")).Names);
    }

    [Fact]
    public async Task A_deployment_can_be_made_to_stay_in_creating_and_be_let_go()
    {
        await _test.AddAccountAsync("contoso");
        var id = $"{Contoso}/deployments/slow";
        await _test.PutAsync(id, ADeployment("gpt-4o", version: "stuck"));
        _test.Cloud.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("Creating", (string?)(await _test.GetAsync(id)).Properties["provisioningState"]);
        Assert.Equal("RequestConflict", (await _test.PutAsync(id, ADeployment("gpt-4o"))).Code);
        using var forced = await _test.Arm.PostAsync(
            new Uri("/_local/state", UriKind.Relative),
            new StringContent($$"""{"id":"{{id}}","state":"Succeeded"}""")
        );
        Assert.True(forced.IsSuccessStatusCode);
        Assert.Equal("Succeeded", (string?)(await _test.GetAsync(id)).Properties["provisioningState"]);
    }

    [Fact]
    public async Task A_deployment_can_be_made_to_fail_which_shows_in_its_operation_and_state()
    {
        await _test.AddAccountAsync("contoso");
        var id = $"{Contoso}/deployments/bad";
        var started = await _test.PutAsync(id, ADeployment("gpt-4o", version: "fails"));
        var end = await _test.DoneAsync(Task.FromResult(started));
        Assert.Equal("DeploymentFailed", end.Code);
        var status = await _test.GetAsync(started.Header("Azure-AsyncOperation")!, "");
        Assert.Equal("Failed", (string?)status.Body?["status"]);
        Assert.Equal("Failed", (string?)(await _test.GetAsync(id)).Properties["provisioningState"]);
    }

    [Fact]
    public async Task Each_write_that_ends_well_is_told_once_and_at_its_end()
    {
        List<ArmOperationCompleted> told = [];
        _test.Cloud.Operations.Completed += told.Add;
        await _test.AddAccountAsync("contoso", "AIServices", "gpt-4o");
        await _test.DoneAsync(_test.PutAsync($"{Contoso}/deployments/bad", ADeployment("gpt-4o", version: "fails")));
        await _test.DeleteAsync($"{Contoso}/deployments/gpt-4o", null);
        await _test.DeleteAsync(Contoso, null);
        Assert.Equal(
            [
                "Microsoft.CognitiveServices/accounts/write",
                "Microsoft.CognitiveServices/accounts/deployments/write",
                "Microsoft.CognitiveServices/accounts/deployments/delete",
                "Microsoft.CognitiveServices/accounts/delete",
            ],
            told.Select(one => one.OperationName)
        );
    }

    [Fact]
    public async Task Deleting_a_group_takes_everything_inside_and_is_told_once()
    {
        await _test.AddAccountAsync("contoso", "AIServices", "gpt-4o");
        List<ArmOperationCompleted> told = [];
        _test.Cloud.Operations.Completed += told.Add;
        Assert.Equal(200, (await _test.DoneAsync(_test.DeleteAsync(Group, null))).Status);
        Assert.Equal("Microsoft.Resources/subscriptions/resourcegroups/delete", Assert.Single(told).OperationName);
        Assert.Equal("ResourceGroupNotFound", (await _test.GetAsync(Contoso)).Code);
    }

    [Fact]
    public async Task Deleting_a_deployment_that_is_being_made_leaves_nothing_behind()
    {
        await _test.AddAccountAsync("contoso");
        var id = $"{Contoso}/deployments/gpt-4o";
        var started = await _test.PutAsync(id, ADeployment("gpt-4o"));
        await _test.DeleteAsync(id, null);
        await _test.DoneAsync(Task.FromResult(started));
        Assert.Equal("ResourceNotFound", (await _test.GetAsync(id)).Code);
    }

    [Fact]
    public async Task Keys_are_listed_and_regenerated_unless_local_auth_is_off()
    {
        await _test.AddAccountAsync("contoso");
        var before = await _test.PostAsync($"{Contoso}/listKeys");
        var after = await _test.PostAsync($"{Contoso}/regenerateKey", """{"keyName":"Key1"}""");
        Assert.NotEqual((string?)before.Body!["key1"], (string?)after.Body!["key1"]);
        Assert.Equal((string?)before.Body["key2"], (string?)after.Body["key2"]);
        await _test.PatchAsync(Contoso, """{"properties":{"disableLocalAuth":true}}""");
        Assert.Contains("disableLocalAuth", (await _test.PostAsync($"{Contoso}/listKeys")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_openai_account_holds_openai_models_only()
    {
        await _test.AddAccountAsync("contoso", "OpenAI");
        Assert.Equal(
            "DeploymentModelNotSupported",
            (await _test.PutAsync($"{Contoso}/deployments/r1", ADeployment("DeepSeek-R1", "DeepSeek"))).Code
        );
        Assert.All((await _test.GetAsync($"{Contoso}/models")).Value, model => Assert.Equal("OpenAI", (string?)model!["format"]));
    }
}
