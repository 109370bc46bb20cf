using System.Text.Json.Nodes;
using Importer.Resources;
using Importer.Runs;

namespace Functions.Tests.Triggers;

public sealed class DeploymentChangedTests
{
    private const string Accounts = "Microsoft.CognitiveServices/accounts";

    [Theory]
    [InlineData(Accounts + "/deployments/write", AppUnderTest.Deployment, AnEvent.Write)]
    [InlineData(Accounts + "/deployments/delete", AppUnderTest.Deployment, AnEvent.Delete)]
    [InlineData("MICROSOFT.COGNITIVESERVICES/ACCOUNTS/DEPLOYMENTS/WRITE", AppUnderTest.Deployment, AnEvent.Write)]
    [InlineData(Accounts + "/write", AppUnderTest.Account, AnEvent.Write)]
    [InlineData(Accounts + "/delete", AppUnderTest.Account, AnEvent.Delete)]
    [InlineData("Microsoft.Resources/subscriptions/resourcegroups/delete", AppUnderTest.Group, AnEvent.Delete)]
    public async Task What_is_ours_becomes_one_message_in_both_schemas(string operation, string subject, string type)
    {
        await using var app = new AppUnderTest();
        foreach (var happened in new[] { AnEvent.Of(operation, subject, type), AnEvent.CloudOf(operation, subject, type) })
        {
            var message = Assert.Single((await app.SendEventsAsync(happened)).Messages);

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
        await using var app = new AppUnderTest();

        var answer = await app.SendDeliveryAsync(AnEvent.DeploymentWritten().ToJsonString());

        Assert.Single(answer.Messages);
    }

    [Theory]
    [InlineData(
        "Microsoft.Resources/deployments/write",
        AppUnderTest.Group + "/providers/Microsoft.Resources/deployments/gpt-4o",
        AnEvent.Write
    )]
    [InlineData(Accounts + "/deployments/write", AppUnderTest.Group + "/providers/Microsoft.Resources/deployments/gpt-4o", AnEvent.Write)]
    [InlineData(Accounts + "/listKeys/action", AppUnderTest.Account, "Microsoft.Resources.ResourceActionSuccess")]
    [InlineData(Accounts + "/deployments/write", AppUnderTest.Deployment, "Microsoft.Resources.ResourceWriteFailure")]
    [InlineData(Accounts + "/deployments/write", AppUnderTest.Account, AnEvent.Write)]
    [InlineData(Accounts + "/write", AppUnderTest.Deployment, AnEvent.Write)]
    [InlineData(Accounts + "/managedComputeDeployments/write", AppUnderTest.Account + "/managedComputeDeployments/x", AnEvent.Write)]
    [InlineData(
        Accounts + "/deployments/write",
        "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/a/deployments/d",
        AnEvent.Write
    )]
    [InlineData(Accounts + "/deployments/write", AppUnderTest.Account + "/deployments/..", AnEvent.Write)]
    [InlineData(Accounts + "/deployments/write", AppUnderTest.Account + "/deployments/a?b", AnEvent.Write)]
    [InlineData(Accounts + "/deployments/write", AppUnderTest.Account + "/deployments/a%2fb", AnEvent.Write)]
    [InlineData(Accounts + "/deployments/write", "", AnEvent.Write)]
    [InlineData("Microsoft.Resources/subscriptions/resourceGroups/delete", AppUnderTest.Subscription, AnEvent.Delete)]
    [InlineData(
        "Microsoft.ApiManagement/service/apis/write",
        AppUnderTest.Group + "/providers/Microsoft.ApiManagement/service/s/apis/a",
        AnEvent.Write
    )]
    public async Task What_is_not_ours_is_answered_200_and_left_alone_with_a_reason(string operation, string subject, string type)
    {
        await using var app = new AppUnderTest();

        var answer = await app.SendEventsAsync(AnEvent.Of(operation, subject, type));

        Assert.True(answer.IsDone);
        Assert.Empty(answer.Messages);
        Assert.Contains("left alone", app.Logs.All, StringComparison.Ordinal);
    }

    public static TheoryData<string> Malformed =>
        [
            "null",
            "1",
            "true",
            "\"text\"",
            "[]",
            "{}",
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
        await using var app = new AppUnderTest();
        var events = $"[{malformed},{AnEvent.DeploymentWritten().ToJsonString()},{malformed}]";

        var answer = await app.SendDeliveryAsync(events);

        Assert.True(answer.IsDone);
        Assert.Single(answer.Messages);
    }

    [Theory]
    [InlineData("[{\"id\":")]
    [InlineData("not json")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\ud800")]
    [InlineData("{}")]
    public async Task A_delivery_that_cannot_be_read_is_not_asked_for_again(string? delivery)
    {
        await using var app = new AppUnderTest();

        var answer = await app.SendDeliveryAsync(delivery);

        Assert.True(answer.IsDone);
        Assert.Empty(answer.Messages);
    }

    [Fact]
    public async Task A_delivery_of_many_is_a_message_for_each()
    {
        await using var app = new AppUnderTest();
        const string Write = Accounts + "/deployments/write";

        var events = new JsonArray(
            AnEvent.Of(Write, AppUnderTest.Account + "/deployments/a", time: "2026-11-21T10:00:05Z"),
            AnEvent.CloudOf(Write, AppUnderTest.Account + "/deployments/b", time: "2026-11-21T10:00:01Z")
        );
        var messages = (await app.SendDeliveryAsync(events.ToJsonString())).Messages;

        Assert.Equal(
            [AppUnderTest.Account + "/deployments/a", AppUnderTest.Account + "/deployments/b"],
            messages.Select(message => message["scope"]!.GetValue<string>())
        );
        Assert.StartsWith("2026-11-21T10:00:01", messages[1]["eventTime"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_cannot_be_enqueued_is_asked_for_again()
    {
        await using var app = new AppUnderTest();
        app.Queue.IsAway = true;

        var answer = await app.SendEventsAsync(AnEvent.DeploymentWritten());

        Assert.False(answer.IsDone);
        Assert.Contains("503 ServerBusy", answer.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_resource_group_around_a_configured_account_looks_at_the_account()
    {
        await using var app = new AppUnderTest(AppUnderTest.Settings with { Scopes = [ResourceId.Parse(AppUnderTest.Account)] });

        var messages = (
            await app.SendEventsAsync(
                AnEvent.Of("Microsoft.Resources/subscriptions/resourcegroups/delete", AppUnderTest.Group, AnEvent.Delete)
            )
        ).Messages;

        Assert.Equal(AppUnderTest.Account, Assert.Single(messages)["scope"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_did_it_from_where_and_by_which_right_goes_nowhere()
    {
        await using var app = new AppUnderTest();

        var answer = await app.SendEventsAsync(
            AnEvent.DeploymentWritten(),
            AnEvent.Of("Microsoft.Storage/storageAccounts/write", AppUnderTest.Group),
            AnEvent.CloudOf("x", "y")
        );
        foreach (var message in answer.Messages)
        {
            await app.SendMessageAsync(message.ToJsonString());
        }

        Assert.All(
            AnEvent.Secrets,
            secret =>
            {
                Assert.DoesNotContain(secret, answer.Everything, StringComparison.Ordinal);
                Assert.DoesNotContain(secret, app.Logs.All, StringComparison.Ordinal);
                Assert.All(app.Store.Contents, content => Assert.DoesNotContain(secret, content, StringComparison.Ordinal));
            }
        );
        Assert.Contains(AppUnderTest.Deployment, app.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subject_with_line_breaks_stays_on_one_log_line()
    {
        await using var app = new AppUnderTest();

        var answer = await app.SendEventsAsync(AnEvent.DeploymentWritten("x\r\nfail: forged\u2028line"));

        Assert.Empty(answer.Messages);
        Assert.DoesNotContain(
            app.Logs.All.Replace("\n", "", StringComparison.Ordinal),
            letter => char.IsControl(letter) || letter == '\u2028'
        );
    }
}
