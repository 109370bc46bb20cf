using System.Text.Json.Nodes;
using Importer;

namespace Functions.Tests.Triggers;

public sealed class DeploymentChangedTests
{
    private const string Accounts = "Microsoft.CognitiveServices/accounts";

    [Theory]
    [InlineData(Accounts + "/deployments/write", HandlerUnderTest.Deployment, AnEvent.Write)]
    [InlineData(Accounts + "/deployments/delete", HandlerUnderTest.Deployment, AnEvent.Delete)]
    [InlineData("MICROSOFT.COGNITIVESERVICES/ACCOUNTS/DEPLOYMENTS/WRITE", HandlerUnderTest.Deployment, AnEvent.Write)]
    [InlineData(Accounts + "/write", HandlerUnderTest.Account, AnEvent.Write)]
    [InlineData(Accounts + "/delete", HandlerUnderTest.Account, AnEvent.Delete)]
    [InlineData("Microsoft.Resources/subscriptions/resourcegroups/delete", HandlerUnderTest.Group, AnEvent.Delete)]
    public async Task What_is_ours_becomes_one_message_in_both_schemas(string operation, string subject, string type)
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        foreach (var happened in new[] { AnEvent.Of(operation, subject, type), AnEvent.CloudOf(operation, subject, type) })
        {
            var message = Assert.Single((await handler.SendEventsAsync(happened)).Messages);

            Assert.Equal(subject, message["scope"]!.GetValue<string>());
            Assert.Equal("event", message["reason"]!.GetValue<string>());
            Assert.Equal("apply", message["mode"]!.GetValue<string>());
            Assert.StartsWith("2026-11-21T10:00:00.1234567", message["eventTime"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.True(RunId.IsValid(message["runId"]!.GetValue<string>()));
            Assert.Equal(["runId", "scope", "reason", "mode", "insist", "eventTime", "receivedAt"], message.Select(field => field.Key));
        }
    }

    [Fact]
    public async Task One_event_as_an_object_is_taken_too()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.InvokeAsync("DeploymentChanged", new JsonObject { ["event"] = AnEvent.DeploymentWritten() });

        Assert.Single(answer.Messages);
    }

    [Theory]
    [InlineData("Microsoft.Resources/deployments/write", HandlerUnderTest.Group + "/providers/Microsoft.Resources/deployments/gpt-4o", AnEvent.Write)]
    [InlineData(Accounts + "/deployments/write", HandlerUnderTest.Group + "/providers/Microsoft.Resources/deployments/gpt-4o", AnEvent.Write)]
    [InlineData(Accounts + "/listKeys/action", HandlerUnderTest.Account, "Microsoft.Resources.ResourceActionSuccess")]
    [InlineData(Accounts + "/deployments/write", HandlerUnderTest.Deployment, "Microsoft.Resources.ResourceWriteFailure")]
    [InlineData(Accounts + "/deployments/write", HandlerUnderTest.Account, AnEvent.Write)]
    [InlineData(Accounts + "/write", HandlerUnderTest.Deployment, AnEvent.Write)]
    [InlineData(Accounts + "/managedComputeDeployments/write", HandlerUnderTest.Account + "/managedComputeDeployments/x", AnEvent.Write)]
    [InlineData(Accounts + "/deployments/write", "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/a/deployments/d", AnEvent.Write)]
    [InlineData(Accounts + "/deployments/write", HandlerUnderTest.Account + "/deployments/..", AnEvent.Write)]
    [InlineData(Accounts + "/deployments/write", HandlerUnderTest.Account + "/deployments/a?b", AnEvent.Write)]
    [InlineData(Accounts + "/deployments/write", HandlerUnderTest.Account + "/deployments/a%2fb", AnEvent.Write)]
    [InlineData(Accounts + "/deployments/write", "", AnEvent.Write)]
    [InlineData("Microsoft.Resources/subscriptions/resourceGroups/delete", HandlerUnderTest.Subscription, AnEvent.Delete)]
    [InlineData("Microsoft.ApiManagement/service/apis/write", HandlerUnderTest.Group + "/providers/Microsoft.ApiManagement/service/s/apis/a", AnEvent.Write)]
    public async Task What_is_not_ours_is_answered_200_and_left_alone_with_a_reason(string operation, string subject, string type)
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendEventsAsync(AnEvent.Of(operation, subject, type));

        Assert.Equal(200, answer.Status);
        Assert.Empty(answer.Messages);
        Assert.Contains("left alone", answer.Logs, StringComparison.Ordinal);
        Assert.Contains("left alone", handler.Logs.All, StringComparison.Ordinal);
    }

    public static TheoryData<string> Malformed =>
    [
        "null", "1", "true", "\"text\"", "[]", "{}",
        """{"eventType":1,"data":2}""",
        """{"eventType":"Microsoft.Resources.ResourceWriteSuccess"}""",
        """{"eventType":"Microsoft.Resources.ResourceWriteSuccess","data":null,"subject":[]}""",
        """{"eventType":"Microsoft.Resources.ResourceWriteSuccess","data":"text","subject":"x"}""",
        """{"eventType":"Microsoft.Resources.ResourceWriteSuccess","data":{"operationName":{}},"subject":"\ud800"}""",
        """{"specversion":"1.0","type":"\ud800","data":{"operationName":"\udfff"}}""",
        """{"id":"a","id":"b","eventType":"x","data":{"operationName":"Microsoft.CognitiveServices/accounts/write"}}""",
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_event_is_left_alone_and_costs_its_neighbours_nothing(string malformed)
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        var events = $"[{malformed},{AnEvent.DeploymentWritten().ToJsonString()},{malformed}]";

        var answer = await handler.InvokeAsync("DeploymentChanged", new JsonObject { ["events"] = events });

        Assert.Equal(200, answer.Status);
        Assert.Single(answer.Messages);
    }

    [Theory]
    [InlineData("""{"events":"[{\"id\":"}""")]
    [InlineData("""{"events":"not json"}""")]
    [InlineData("""{"events":null}""")]
    [InlineData("""{"other":{}}""")]
    [InlineData("{}")]
    public async Task A_delivery_that_cannot_be_read_is_not_asked_for_again(string data)
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.InvokeAsync("DeploymentChanged", JsonNode.Parse(data)!.AsObject());

        Assert.Equal(200, answer.Status);
        Assert.Empty(answer.Messages);
    }

    [Fact]
    public async Task Events_of_one_account_fold_into_one_message_with_the_oldest_time()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        const string Write = Accounts + "/deployments/write";

        var messages = (await handler.SendEventsAsync(
            AnEvent.Of(Write, HandlerUnderTest.Account + "/deployments/a", time: "2026-11-21T10:00:05Z"),
            AnEvent.Of(Write, HandlerUnderTest.Account.ToUpperInvariant() + "/deployments/b", time: "2026-11-21T10:00:01Z"),
            AnEvent.Of(Write, HandlerUnderTest.Group + "/providers/Microsoft.CognitiveServices/accounts/other/deployments/c"),
            AnEvent.Of(Write, HandlerUnderTest.Group + "/providers/Microsoft.CognitiveServices/accounts/other/deployments/c"))).Messages;

        Assert.Equal(2, messages.Count);
        Assert.Equal(HandlerUnderTest.Account, messages[0]["scope"]!.GetValue<string>());
        Assert.StartsWith("2026-11-21T10:00:01", messages[0]["eventTime"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.EndsWith("/accounts/other/deployments/c", messages[1]["scope"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_resource_group_takes_in_what_lies_in_it()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var messages = (await handler.SendEventsAsync(
            AnEvent.Of(Accounts + "/delete", HandlerUnderTest.Account, AnEvent.Delete),
            AnEvent.Of("Microsoft.Resources/subscriptions/resourcegroups/delete", HandlerUnderTest.Group, AnEvent.Delete))).Messages;

        Assert.Equal(HandlerUnderTest.Group, Assert.Single(messages)["scope"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_deleted_resource_group_around_a_configured_account_looks_at_the_account()
    {
        await using var handler = await HandlerUnderTest.StartAsync(HandlerUnderTest.Settings with { Scopes = [ResourceId.Parse(HandlerUnderTest.Account)] });

        var messages = (await handler.SendEventsAsync(
            AnEvent.Of("Microsoft.Resources/subscriptions/resourcegroups/delete", HandlerUnderTest.Group, AnEvent.Delete))).Messages;

        Assert.Equal(HandlerUnderTest.Account, Assert.Single(messages)["scope"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_did_it_from_where_and_by_which_right_goes_nowhere()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendEventsAsync(
            AnEvent.DeploymentWritten(), AnEvent.Of("Microsoft.Storage/storageAccounts/write", HandlerUnderTest.Group), AnEvent.CloudOf("x", "y"));
        foreach (var message in answer.Messages)
        {
            await handler.SendMessageAsync(message.ToJsonString());
        }

        Assert.All(AnEvent.Secrets, secret =>
        {
            Assert.DoesNotContain(secret, answer.Body.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, handler.Logs.All, StringComparison.Ordinal);
            Assert.All(handler.Store.Contents, content => Assert.DoesNotContain(secret, content, StringComparison.Ordinal));
        });
        Assert.Contains(HandlerUnderTest.Deployment, handler.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subject_with_line_breaks_stays_on_one_log_line()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendEventsAsync(AnEvent.DeploymentWritten("x\r\nfail: forged\u2028line"));

        Assert.All(answer.Body["Logs"]!.AsArray(), line => Assert.DoesNotContain(line!.GetValue<string>(), letter => char.IsControl(letter) || letter == '\u2028'));
    }
}
