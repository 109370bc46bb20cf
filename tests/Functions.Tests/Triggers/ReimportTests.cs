using System.Text.Json.Nodes;
using Importer;
using Importer.Reports;

namespace Functions.Tests.Triggers;

public sealed class ReimportTests
{
    [Theory]
    [InlineData(null, null, RunMode.Apply, false)]
    [InlineData("", null, RunMode.Apply, false)]
    [InlineData("{}", null, RunMode.Apply, false)]
    [InlineData("""{"scope":null,"mode":"plan"}""", null, RunMode.Plan, false)]
    [InlineData("{\"scope\":\"" + HandlerUnderTest.Deployment + "\",\"insist\":true}", HandlerUnderTest.Deployment, RunMode.Apply, true)]
    public async Task A_request_is_enqueued_and_its_record_is_there_at_once(string? body, string? scope, RunMode mode, bool insist)
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendHttpAsync("Reimport", body, query: new JsonObject { ["code"] = "a-function-key" });

        Assert.Equal(202, answer.HttpStatus);
        var id = answer.HttpJson["id"]!.GetValue<string>();
        Assert.Equal($"/api/runs/{id}", answer.Location);
        var message = Assert.Single(answer.Messages);
        Assert.Equal((id, scope, insist), (message["runId"]!.GetValue<string>(), message["scope"]?.GetValue<string>(), message["insist"]!.GetValue<bool>()));
        var record = handler.Record(id)!;
        Assert.Equal((null, mode, RunReason.Manual), (record.Outcome, record.Mode, record.Reason));
        Assert.DoesNotContain("a-function-key", handler.Logs.All + answer.Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("7", "body")]
    [InlineData("{", "body")]
    [InlineData("text", "body")]
    [InlineData("""{"scope":7}""", "scope")]
    [InlineData("""{"scope":""}""", "scope")]
    [InlineData("""{"scope":"contoso"}""", "scope")]
    [InlineData("""{"scope":"/subscriptions/x"}""", "scope")]
    [InlineData("""{"scope":"/subscriptions/00000000-0000-0000-0000-000000000001"}""", "scope")]
    [InlineData("""{"scope":"/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/other"}""", "scope")]
    [InlineData("{\"scope\":\"" + HandlerUnderTest.Group + "/providers/Microsoft.ApiManagement/service/s\"}", "scope")]
    [InlineData("{\"scope\":\"" + HandlerUnderTest.Account + "/projects/p\"}", "scope")]
    [InlineData("{\"scope\":\"" + HandlerUnderTest.Account + "/deployments/../../x\"}", "scope")]
    [InlineData("""{"mode":"Apply"}""", "mode")]
    [InlineData("""{"mode":true}""", "mode")]
    [InlineData("""{"mode":"destroy"}""", "mode")]
    [InlineData("""{"insist":"yes"}""", "insist")]
    [InlineData("""{"insist":1}""", "insist")]
    [InlineData("""{"Scope":null}""", "Scope")]
    [InlineData("""{"dryRun":true}""", "dryRun")]
    [InlineData("""{"\ud800":true}""", "body")]
    [InlineData("""{"mode":"plan","mode":"apply"}""", "body")]
    public async Task Bad_input_is_told_by_field_and_nothing_is_enqueued(string body, string field)
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendHttpAsync("Reimport", body);

        AssertRefused(handler, answer);
        Assert.Contains(field, answer.FaultyFields);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("121")]
    [InlineData("1.5")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("1,2")]
    [InlineData("99999999999")]
    public async Task A_wrong_wait_is_refused(string wait)
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendHttpAsync("Reimport", "{}", query: new JsonObject { ["wait"] = wait });

        AssertRefused(handler, answer);
        Assert.Equal(["wait"], answer.FaultyFields);
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendHttpAsync(
            "Reimport", """{"scope":1,"mode":"x","insist":"y","more":0}""", query: new JsonObject { ["wait"] = "z", ["wiat"] = "3" });

        AssertRefused(handler, answer);
        Assert.Equal(["insist", "mode", "more", "scope", "wait", "wiat"], answer.FaultyFields.Order());
        Assert.All(answer.HttpJson["error"]!["details"]!.AsArray(), detail => Assert.NotEmpty(detail!["message"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("")]
    public async Task A_body_that_is_not_said_to_be_json_is_refused(string contentType)
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendHttpAsync("Reimport", "{}", contentType);

        AssertRefused(handler, answer);
        Assert.Equal(["Content-Type"], answer.FaultyFields);
    }

    [Fact]
    public async Task A_body_over_64_KiB_is_refused()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendHttpAsync("Reimport", $$"""{"scope":"{{new string('x', 64 * 1024)}}"}""");

        AssertRefused(handler, answer);
        Assert.Equal(["body"], answer.FaultyFields);
    }

    [Fact]
    public async Task A_chunked_body_that_the_host_dropped_is_not_taken_for_everything()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        var headers = new JsonObject { ["transfer-encoding"] = new JsonArray("chunked"), ["Content-Type"] = new JsonArray("application/json") };

        var answer = await handler.SendHttpAsync("Reimport", headers: headers);

        AssertRefused(handler, answer);
        Assert.Equal(["body"], answer.FaultyFields);
    }

    [Fact]
    public async Task Who_waits_is_answered_with_the_finished_run()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendHttpAsync("Reimport", """{"mode":"plan"}""", query: new JsonObject { ["wait"] = "60" });

        Assert.Equal(200, answer.HttpStatus);
        Assert.Empty(answer.Messages);
        Assert.Equal(RunOutcome.Succeeded, answer.HttpRun.Outcome);
        Assert.Equal(RunOutcome.Succeeded, handler.Record(answer.HttpRun.Id)!.Outcome);
    }

    [Fact]
    public async Task Whose_patience_ends_first_is_answered_202_and_the_run_goes_on()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        var goOn = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        handler.Reconcile = async (request, _) =>
        {
            await goOn.Task;
            ended.SetResult();
            return HandlerUnderTest.Ended(request, RunOutcome.Succeeded);
        };

        var answer = await handler.SendHttpAsync("Reimport", "{}", query: new JsonObject { ["wait"] = "1" });

        Assert.Equal(202, answer.HttpStatus);
        Assert.Null(handler.Record(answer.HttpJson["id"]!.GetValue<string>())!.Outcome);
        Assert.Empty(answer.Messages);
        goOn.SetResult();
        await ended.Task;
    }

    [Fact]
    public async Task A_store_that_is_away_is_told_and_nothing_is_enqueued()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        handler.Store.IsAway = true;

        var answer = await handler.SendHttpAsync("Reimport", "{}");

        Assert.Equal(503, answer.HttpStatus);
        Assert.Empty(answer.Messages);
    }

    private static void AssertRefused(HandlerUnderTest handler, HandlerAnswer answer)
    {
        Assert.Equal((200, 400), (answer.Status, answer.HttpStatus));
        Assert.Empty(answer.Messages);
        Assert.Empty(handler.Requests);
        Assert.Empty(handler.Store.Names);
    }
}
