using LocalAzure.Arm;
using LocalAzure.EventGrid;
using static LocalAzure.Tests.CloudUnderTest;

namespace LocalAzure.Tests.EventGrid;

/// <summary>Tags, keys, paused deployments and moved accounts: each is an operation of its own, and says so.</summary>
public sealed class ActionEventTests : IAsyncLifetime
{
    private const string Contoso = $"{Accounts}/contoso";
    private const string Deployment = $"{Contoso}/deployments/gpt-4o";
    private const string TagsVersion = "2022-09-01";

    private readonly List<ArmOperationCompleted> _seen = [];
    private CloudUnderTest _test = null!;

    public async Task InitializeAsync()
    {
        _test = await StartStillAsync();
        await _test.AddAccountAsync("contoso", "AIServices", "gpt-4o");
        _test.Cloud.Operations.Completed += _seen.Add;
    }

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task A_deployment_is_paused_and_resumed_and_shows_it()
    {
        Assert.Equal(200, (await _test.PostAsync($"{Deployment}/pause")).Status);
        Assert.Equal("Paused", (string?)(await _test.GetAsync(Deployment, "2026-07-01")).Properties["deploymentState"]);
        Assert.Equal(200, (await _test.PostAsync($"{Deployment}/resume")).Status);
        Assert.Equal("Running", (string?)(await _test.GetAsync(Deployment, "2026-07-01")).Properties["deploymentState"]);

        AssertTold(
            ("Microsoft.CognitiveServices/accounts/deployments/pause/action", Deployment, EventTypes.ActionSuccess),
            ("Microsoft.CognitiveServices/accounts/deployments/resume/action", Deployment, EventTypes.ActionSuccess)
        );
    }

    [Fact]
    public async Task A_deployment_that_is_being_written_is_not_paused()
    {
        await _test.PutAsync(Deployment, ADeployment("gpt-4o"));

        Assert.Equal((409, "RequestConflict"), await StatusAndCodeAsync(_test.PostAsync($"{Deployment}/pause")));
        Assert.Empty(_seen);
    }

    [Fact]
    public async Task A_new_key_is_told()
    {
        await _test.PostAsync($"{Contoso}/regenerateKey", """{"keyName":"Key1"}""");

        AssertTold(("Microsoft.CognitiveServices/accounts/regenerateKey/action", Contoso, EventTypes.ActionSuccess));
    }

    [Theory]
    [InlineData(Contoso)]
    [InlineData(Deployment)]
    public async Task Tags_are_written_beside_the_resource_and_told_of_the_resource(string tagged)
    {
        var tags = $"{tagged}/providers/Microsoft.Resources/tags/default";
        Assert.Equal(200, (await _test.PutAsync(tags, """{"properties":{"tags":{"a":"1","b":"2"}}}""", version: TagsVersion)).Status);
        await PatchTagsAsync(tags, "Merge", """{"b":"3","c":"4"}""");
        await PatchTagsAsync(tags, "Delete", """{"a":"1"}""");

        Assert.Equal("""{"b":"3","c":"4"}""", (await _test.GetAsync(tagged)).Body!["tags"]!.ToJsonString());
        Assert.Equal("""{"b":"3","c":"4"}""", (await _test.GetAsync(tags, TagsVersion)).Properties["tags"]!.ToJsonString());

        await PatchTagsAsync(tags, "Replace", """{"d":"5"}""");
        Assert.Equal("""{"d":"5"}""", (await _test.GetAsync(tagged)).Body!["tags"]!.ToJsonString());
        await _test.SendAsync(HttpMethod.Delete, tags, version: TagsVersion);
        Assert.Equal("{}", (await _test.GetAsync(tagged)).Body!["tags"]!.ToJsonString());

        var write = ("Microsoft.Resources/tags/write", tagged, EventTypes.WriteSuccess);
        AssertTold(write, write, write, write, ("Microsoft.Resources/tags/delete", tagged, EventTypes.DeleteSuccess));
    }

    [Fact]
    public async Task Tags_of_nothing_and_patches_of_no_kind_are_refused()
    {
        var body = """{"properties":{"tags":{"a":"1"}}}""";

        Assert.Equal(
            404,
            (await _test.PutAsync($"{Accounts}/nobody/providers/Microsoft.Resources/tags/default", body, version: TagsVersion)).Status
        );
        Assert.Equal(
            400,
            (await _test.PutAsync($"{Contoso}/providers/Microsoft.Resources/tags/default", "{}", version: TagsVersion)).Status
        );
        Assert.Equal(
            400,
            (
                await _test.SendAsync(HttpMethod.Patch, $"{Contoso}/providers/Microsoft.Resources/tags/default", body, version: TagsVersion)
            ).Status
        );
        Assert.Empty(_seen);
    }

    [Fact]
    public async Task A_moved_account_has_other_ids_and_the_group_that_it_left_is_told()
    {
        const string Other = $"{Subscription}/resourceGroups/rg-other";
        await _test.PutAsync(Other, """{"location":"swedencentral"}""");
        await _test.PutAsync(
            $"{Contoso}/providers/Microsoft.Authorization/roleAssignments/{Guid.NewGuid()}",
            """{"properties":{"roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/a97b65f3-24c7-4388-baec-2e87135dc908","principalId":"00000000-0000-0000-0000-0000000000aa"}}"""
        );
        _seen.Clear();

        var moved = await _test.DoneAsync(
            _test.PostAsync($"{Group}/moveResources", $$"""{"resources":["{{Contoso}}"],"targetResourceGroup":"{{Other}}"}""")
        );

        Assert.InRange(moved.Status, 200, 204);
        Assert.Equal(404, (await _test.GetAsync(Contoso)).Status);
        Assert.Equal(
            200,
            (await _test.GetAsync($"{Other}/providers/Microsoft.CognitiveServices/accounts/contoso/deployments/gpt-4o")).Status
        );
        Assert.Empty((await _test.GetAsync($"{Other}/providers/Microsoft.Authorization/roleAssignments")).Names);
        AssertTold(("Microsoft.Resources/subscriptions/resourceGroups/moveResources/action", Group, EventTypes.ActionSuccess));
    }

    [Theory]
    [InlineData("Microsoft.Resources/tags/write", Deployment, true)]
    [InlineData("Microsoft.Resources/tags/delete", Contoso, true)]
    [InlineData("Microsoft.Resources/tags/write", Group, false)]
    [InlineData("Microsoft.Resources/tags/write", Service, false)]
    [InlineData("Microsoft.CognitiveServices/accounts/listKeys/action", Contoso, false)]
    [InlineData("Microsoft.CognitiveServices/accounts/deployments/resume/action", Deployment, true)]
    public void The_two_subscriptions_pass_on_what_the_template_names(string operation, string subject, bool passes) =>
        Assert.Equal(
            passes,
            EventFilter.Passes(
                new ArmOperationCompleted
                {
                    OperationName = operation,
                    Subject = subject,
                    Method = "POST",
                    CorrelationId = "c",
                    Time = default,
                },
                null
            )
        );

    private async Task PatchTagsAsync(string tags, string operation, string values) =>
        Assert.Equal(
            200,
            (
                await _test.SendAsync(
                    HttpMethod.Patch,
                    tags,
                    $$$"""{"operation":"{{{operation}}}","properties":{"tags":{{{values}}}}}""",
                    version: TagsVersion
                )
            ).Status
        );

    private static async Task<(int Status, string? Code)> StatusAndCodeAsync(Task<ArmReply> call)
    {
        var reply = await call;
        return (reply.Status, reply.Code);
    }

    private void AssertTold(params (string Operation, string Subject, string Type)[] expected) =>
        Assert.Equal(expected, _seen.Select(one => (one.OperationName, one.Subject, EventTypes.Of(one.OperationName)!)));
}
