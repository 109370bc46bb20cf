using System.Text.Json.Nodes;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;

namespace Functions.Tests.Triggers;

public sealed class ReimportTests
{
    [Theory]
    [InlineData(null, null, RunMode.Apply, false)]
    [InlineData("", null, RunMode.Apply, false)]
    [InlineData("{}", null, RunMode.Apply, false)]
    [InlineData("""{"scope":null,"mode":"plan"}""", null, RunMode.Plan, false)]
    [InlineData("{\"scope\":\"" + AppUnderTest.Deployment + "\",\"insist\":true}", AppUnderTest.Deployment, RunMode.Apply, true)]
    public async Task A_request_is_enqueued_and_its_record_is_there_at_once(string? body, string? scope, RunMode mode, bool insist)
    {
        await using var app = new AppUnderTest();

        var answer = await app.ReimportAsync(body, query: "?code=a-function-key");

        Assert.Equal(202, answer.HttpStatus);
        var id = answer.HttpJson["id"]!.GetValue<string>();
        Assert.Equal($"/api/runs/{id}", answer.Location);
        var message = Assert.Single(answer.Messages);
        Assert.Equal(
            (id, scope, insist),
            (message["runId"]!.GetValue<string>(), message["scope"]?.GetValue<string>(), message["insist"]!.GetValue<bool>())
        );
        var record = app.Record(id)!;
        Assert.Equal((null, mode, RunReason.Manual), (record.Outcome, record.Mode, record.Reason));
        Assert.DoesNotContain("a-function-key", app.Logs.All + answer.Everything, StringComparison.Ordinal);
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
    [InlineData("{\"scope\":\"" + AppUnderTest.Group + "/providers/Microsoft.ApiManagement/service/s\"}", "scope")]
    [InlineData("{\"scope\":\"" + AppUnderTest.Account + "/projects/p\"}", "scope")]
    [InlineData("{\"scope\":\"" + AppUnderTest.Account + "/deployments/../../x\"}", "scope")]
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
    [InlineData("""{"mode":"\ud800"}""", "mode")]
    [InlineData("""{"scope":"\ud800"}""", "scope")]
    public async Task Bad_input_is_told_by_field_and_nothing_is_enqueued(string body, string field)
    {
        await using var app = new AppUnderTest();

        var answer = await app.ReimportAsync(body);

        AssertRefused(app, answer);
        Assert.Contains(field, answer.FaultyFields);
    }

    [Theory]
    [InlineData("adopt", "team-chat", ManualActionKind.Adopt)]
    [InlineData("adopt", "Team chat", ManualActionKind.Adopt)]
    [InlineData(
        "adopt",
        AppUnderTest.Group + "/providers/Microsoft.ApiManagement/service/contoso-apim/apis/team-chat",
        ManualActionKind.Adopt
    )]
    [InlineData("detach", "contoso-openai", ManualActionKind.Detach)]
    [InlineData("restore", "run-00000007", ManualActionKind.Restore)]
    public async Task What_is_asked_by_name_goes_through_the_queue_and_into_the_record(string name, string target, ManualActionKind kind)
    {
        await using var app = new AppUnderTest();
        await app.Store.WriteAsync(
            "snapshots/run-00000007/contoso-openai.json",
            BinaryData.FromString("{}"),
            "application/json",
            null,
            CancellationToken.None
        );

        var answer = await app.ReimportAsync(new JsonObject { [name] = target, ["mode"] = "plan" }.ToJsonString());

        Assert.Equal(202, answer.HttpStatus);
        var record = app.Record(answer.HttpJson["id"]!.GetValue<string>())!;
        Assert.Equal((new ManualAction(kind, target), RunMode.Plan, null), (record.ManualAction, record.Mode, record.Scope));
        Assert.True((await app.SendMessageAsync(Assert.Single(answer.Messages).ToJsonString())).IsDone);
        Assert.Equal((new ManualAction(kind, target), RunMode.Plan), (Assert.Single(app.Requests).ManualAction, app.Requests[0].Mode));

        // The log tells it too, as one word: the workbook cuts lines at blanks.
        Assert.Contains($" over {name}:{target.Replace(' ', '_')} ", app.Logs.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"adopt":7}""", "adopt")]
    [InlineData("""{"adopt":""}""", "adopt")]
    [InlineData("""{"adopt":" team-chat"}""", "adopt")]
    [InlineData("""{"adopt":"team\u0000chat"}""", "adopt")]
    [InlineData("""{"detach":["contoso-openai"]}""", "detach")]
    [InlineData("{\"detach\":\"" + AppUnderTest.Group + "/providers/Microsoft.ApiManagement/service/other/apis/x\"}", "detach")]
    [InlineData("{\"adopt\":\"" + AppUnderTest.Account + "\"}", "adopt")]
    [InlineData("""{"restore":"../runs"}""", "restore")]
    [InlineData("""{"restore":"UPPER-CASE"}""", "restore")]
    [InlineData("{\"scope\":\"" + AppUnderTest.Account + "\",\"adopt\":\"x\"}", "adopt")]
    [InlineData("""{"restore":"run-00000007","detach":"x"}""", "detach")]
    [InlineData("""{"adopt":"x","detach":"x"}""", "detach")]
    [InlineData("""{"detach":"x","insist":true}""", "insist")]
    [InlineData("""{"Adopt":"x"}""", "Adopt")]
    public async Task A_wrong_name_or_two_things_at_once_are_refused(string body, string field)
    {
        await using var app = new AppUnderTest();

        var answer = await app.ReimportAsync(body);

        AssertRefused(app, answer);
        Assert.Contains(field, answer.FaultyFields);
    }

    [Fact]
    public async Task A_run_that_saved_nothing_is_not_found_and_nothing_is_enqueued()
    {
        await using var app = new AppUnderTest();

        var answer = await app.ReimportAsync("""{"restore":"run-99999999"}""", query: "?wait=60");

        Assert.Equal(404, answer.HttpStatus);
        Assert.Equal("NothingToRestore", answer.HttpJson["error"]!["code"]!.GetValue<string>());
        Assert.Empty(answer.Messages);
        Assert.Empty(app.Requests);
        Assert.Empty(app.Store.Names);
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
        await using var app = new AppUnderTest();

        var answer = await app.ReimportAsync("{}", query: $"?wait={wait}");

        AssertRefused(app, answer);
        Assert.Equal(["wait"], answer.FaultyFields);
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        await using var app = new AppUnderTest();

        var answer = await app.ReimportAsync("""{"scope":1,"mode":"x","insist":"y","more":0}""", query: "?wait=z&wiat=3");

        AssertRefused(app, answer);
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
        await using var app = new AppUnderTest();

        var answer = await app.ReimportAsync("{}", contentType);

        AssertRefused(app, answer);
        Assert.Equal(["Content-Type"], answer.FaultyFields);
    }

    [Fact]
    public async Task A_body_over_64_KiB_is_refused()
    {
        await using var app = new AppUnderTest();

        var answer = await app.ReimportAsync($$"""{"scope":"{{new string('x', 64 * 1024)}}"}""");

        AssertRefused(app, answer);
        Assert.Equal(["body"], answer.FaultyFields);
    }

    [Fact]
    public async Task A_chunked_body_that_the_host_dropped_is_not_taken_for_everything()
    {
        await using var app = new AppUnderTest();
        var http = AppUnderTest.RequestOf([], "application/json", "");
        http.Request.ContentLength = null;
        http.Request.Headers.TransferEncoding = "chunked";

        var answer = await app.SendHttpAsync<Functions.Triggers.Reimport>(
            (function, request, token) => function.RunAsync(request, token),
            http
        );

        AssertRefused(app, answer);
        Assert.Equal(["body"], answer.FaultyFields);
    }

    [Fact]
    public async Task Who_waits_is_answered_with_the_finished_run()
    {
        await using var app = new AppUnderTest();

        var waiting = app.ReimportAsync("""{"mode":"plan"}""", query: "?wait=60");
        await app.SendMessageAsync(Assert.Single(app.Queue.Sent).Text);
        var answer = await waiting;

        Assert.Equal(200, answer.HttpStatus);
        Assert.Equal(RunOutcome.Succeeded, answer.HttpRun.Outcome);
        Assert.Equal(RunOutcome.Succeeded, app.Record(answer.HttpRun.Id)!.Outcome);
    }

    [Fact]
    public async Task Whose_patience_ends_first_is_answered_202_and_the_request_stays_in_the_queue()
    {
        await using var app = new AppUnderTest();

        var answer = await app.ReimportAsync("{}", query: "?wait=1");

        Assert.Equal(202, answer.HttpStatus);
        Assert.Null(app.Record(answer.HttpJson["id"]!.GetValue<string>())!.Outcome);
        Assert.Single(answer.Messages);
    }

    [Fact]
    public async Task Who_waits_for_what_is_refused_is_answered_409_with_the_run()
    {
        await using var app = new AppUnderTest();
        app.Reconcile = (request, _) =>
            Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Refused) with { Error = "it is adopted already" });

        var waiting = app.ReimportAsync("""{"adopt":"team-chat"}""", query: "?wait=60");
        await app.SendMessageAsync(Assert.Single(app.Queue.Sent).Text);
        var answer = await waiting;

        Assert.Equal((409, "it is adopted already"), (answer.HttpStatus, (string?)answer.HttpJson["error"]!["message"]));
        Assert.Equal("refused", (string?)answer.HttpJson["run"]!["outcome"]);
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_404_and_nothing_is_enqueued()
    {
        await using var app = new AppUnderTest();
        app.Missing.Add(ResourceId.Parse(AppUnderTest.Account));
        app.Reconcile = (request, _) =>
            Task.FromResult(
                AppUnderTest.Ended(request, RunOutcome.Partial) with
                {
                    SetAside = [new RunSetAside(request.Scope!.Value, "there is no such scope") { Kind = SetAsideKind.Missing }],
                }
            );

        var answer = await app.ReimportAsync($$"""{"scope":"{{AppUnderTest.Account}}"}""");

        Assert.Equal((404, "ScopeNotFound"), (answer.HttpStatus, (string?)answer.HttpJson["error"]!["code"]));
        Assert.Empty(answer.Messages);
        Assert.All(app.Requests, request => Assert.Equal(RunMode.Plan, request.Mode));
        Assert.Empty(app.Store.Names);
    }

    public static TheoryData<byte[]> BytesThatSayNothing =>
        [
            [0xFF, 0xFE],
            [0xEF, 0xBB, 0xBF],
            [0x20, 0x0A],
            [0xC3, 0x28],
            [0xFE, 0xFF, 0x00, 0x7B, 0x00, 0x7D],
        ];

    [Theory]
    [MemberData(nameof(BytesThatSayNothing))]
    public async Task A_body_that_comes_to_nothing_is_not_taken_for_everything(byte[] body)
    {
        await using var app = new AppUnderTest();

        var answer = await app.ReimportAsync(body);

        AssertRefused(app, answer);
        Assert.Equal(["body"], answer.FaultyFields);
    }

    [Fact]
    public async Task A_queue_that_is_away_is_told_and_the_record_says_that_nothing_was_enqueued()
    {
        await using var app = new AppUnderTest();
        app.Queue.IsAway = true;

        var answer = await app.ReimportAsync("{}");

        Assert.Equal((503, "QueueAway"), (answer.HttpStatus, (string?)answer.HttpJson["error"]!["code"]));
        var record = app.Record(Assert.Single(app.Store.Names)["runs/".Length..^".json".Length])!;
        Assert.Equal(RunOutcome.Failed, record.Outcome);
        Assert.Contains("was not enqueued", record.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_away_is_told_and_nothing_is_enqueued()
    {
        await using var app = new AppUnderTest();
        app.Store.IsAway = true;

        var answer = await app.ReimportAsync("{}");

        Assert.Equal(503, answer.HttpStatus);
        Assert.Empty(answer.Messages);
    }

    private static void AssertRefused(AppUnderTest app, AppAnswer answer)
    {
        Assert.Equal((true, 400), (answer.IsDone, answer.HttpStatus));
        Assert.Empty(answer.Messages);
        Assert.Empty(app.Requests);
        Assert.Empty(app.Store.Names);
    }
}
