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
    [InlineData("""{"detach":null}""", "detach")]
    [InlineData("""{"adopt":null,"mode":"plan"}""", "adopt")]
    [InlineData("""{"restore":null}""", "restore")]
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
    [InlineData("adopt", "team-chat", ErrandKind.Adopt)]
    [InlineData("adopt", "Team chat", ErrandKind.Adopt)]
    [InlineData("adopt", HandlerUnderTest.Group + "/providers/Microsoft.ApiManagement/service/contoso-apim/apis/team-chat", ErrandKind.Adopt)]
    [InlineData("detach", "contoso-openai", ErrandKind.Detach)]
    [InlineData("restore", "run-00000007", ErrandKind.Restore)]
    public async Task What_is_asked_by_name_goes_through_the_queue_and_into_the_record(string name, string target, ErrandKind kind)
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        await handler.Store.WriteAsync("snapshots/run-00000007/contoso-openai.json", BinaryData.FromString("{}"), "application/json", null, CancellationToken.None);

        var answer = await handler.SendHttpAsync("Reimport", new JsonObject { [name] = target, ["mode"] = "plan" }.ToJsonString());

        Assert.Equal(202, answer.HttpStatus);
        var record = handler.Record(answer.HttpJson["id"]!.GetValue<string>())!;
        Assert.Equal((new Errand(kind, target), RunMode.Plan, null), (record.Errand, record.Mode, record.Scope));
        Assert.Equal(200, (await handler.SendMessageAsync(Assert.Single(answer.Messages).ToJsonString())).Status);
        Assert.Equal((new Errand(kind, target), RunMode.Plan), (Assert.Single(handler.Requests).Errand, handler.Requests[0].Mode));

        // The log tells it too, as one word: the workbook cuts lines at blanks.
        Assert.Contains($" over {name}:{target.Replace(' ', '_')} ", handler.Logs.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"adopt":7}""", "adopt")]
    [InlineData("""{"adopt":""}""", "adopt")]
    [InlineData("""{"adopt":" team-chat"}""", "adopt")]
    [InlineData("""{"adopt":"team\u0000chat"}""", "adopt")]
    [InlineData("""{"detach":["contoso-openai"]}""", "detach")]
    [InlineData("{\"detach\":\"" + HandlerUnderTest.Group + "/providers/Microsoft.ApiManagement/service/other/apis/x\"}", "detach")]
    [InlineData("{\"adopt\":\"" + HandlerUnderTest.Account + "\"}", "adopt")]
    [InlineData("""{"restore":"../runs"}""", "restore")]
    [InlineData("""{"restore":"UPPER-CASE"}""", "restore")]
    [InlineData("{\"scope\":\"" + HandlerUnderTest.Account + "\",\"adopt\":\"x\"}", "adopt")]
    [InlineData("""{"restore":"run-00000007","detach":"x"}""", "detach")]
    [InlineData("""{"adopt":"x","detach":"x"}""", "detach")]
    [InlineData("""{"adopt":"x","insist":true}""", "insist")]
    [InlineData("""{"Adopt":"x"}""", "Adopt")]
    public async Task A_wrong_name_or_two_things_at_once_are_refused(string body, string field)
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendHttpAsync("Reimport", body);

        AssertRefused(handler, answer);
        Assert.Contains(field, answer.FaultyFields);
    }

    [Fact]
    public async Task A_run_that_saved_nothing_is_not_found_and_nothing_is_enqueued()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await handler.SendHttpAsync("Reimport", """{"restore":"run-99999999"}""", query: new JsonObject { ["wait"] = "60" });

        Assert.Equal(404, answer.HttpStatus);
        Assert.Equal("NothingToRestore", answer.HttpJson["error"]!["code"]!.GetValue<string>());
        Assert.Empty(answer.Messages);
        Assert.Empty(handler.Requests);
        Assert.Empty(handler.Store.Names);
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
