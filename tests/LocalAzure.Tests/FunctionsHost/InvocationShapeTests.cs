using System.Net;
using System.Text;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>What the host sends for each trigger, and what it makes of the answers.</summary>
public sealed class InvocationShapeTests
{
    [Fact]
    public async Task Every_invocation_has_an_id_of_its_own_and_a_trace_context()
    {
        using var app = new AppFolder().WithTimer();
        await using var host = await HostUnderTest.StartAsync(app);
        using var one = await host.ByHandAsync("Tick", "");
        using var two = await host.ByHandAsync("Tick", "");
        var (first, second) = ((await host.Script.NextAsync()).Message, (await host.Script.NextAsync()).Message);

        Assert.NotEqual(first.InvocationId, second.InvocationId);
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$", first.TraceContext.TraceParent);
        Assert.Null(first.RetryContext);
        Assert.Equal("id-of-Tick", first.FunctionId);
    }

    [Fact]
    public async Task Events_travel_as_json_one_by_one_or_as_one_array()
    {
        using var app = new AppFolder().WithEventGrid().WithEventGrid("EgMany", """, "cardinality": "Many" """);
        await using var host = await HostUnderTest.StartAsync(app);
        using var one = await host.EventsAsync("EgOne", """[{"id":"1","data":{"a":1}}]""");
        var single = await host.Script.NextAsync();
        using var many = await host.EventsAsync("EgMany", """[{"id":"1","data":{"a":1}},{"id":"2","data":{"a":2}}]""");
        var batch = await host.Script.NextAsync();

        Assert.Equal("""{"id":"1","data":{"a":1}}""", single.Input.Json);
        Assert.Equal("""{"a":1}""", single.Message.TriggerMetadata["data"].Json);
        Assert.Equal("""[{"id":"1","data":{"a":1}},{"id":"2","data":{"a":2}}]""", batch.Input.Json);
    }

    [Fact]
    public async Task A_timer_travels_with_its_schedule_and_status()
    {
        using var app = new AppFolder().WithTimer();
        await using var host = await HostUnderTest.StartAsync(app);
        using var answer = await host.ByHandAsync("Tick", "");
        var timer = (await host.Script.NextAsync()).Data!;

        Assert.True((bool)timer["Schedule"]!["AdjustForDST"]!);
        Assert.Equal(3, DateTimeOffset.Parse((string)timer["ScheduleStatus"]!["Next"]!, null).Hour);
        Assert.False((bool)timer["IsPastDue"]!);
    }

    [Fact]
    public async Task A_request_is_forwarded_as_it_came_under_the_invocations_id_and_the_callers_own_id_does_not_count()
    {
        using var app = new AppFolder().WithHttp("Things", """, "route": "things/{kind}/{id:int?}", "methods": ["post"] """);
        await using var host = await HostUnderTest.StartAsync(
            app,
            new WorkerScript { Answers = _ => new WorkerReply { HttpStatus = 418, HttpBody = "short and stout" } }
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/things/a%20b/7?x=1&x=2&code={host.Host.Keys.FunctionKey}");
        request.Headers.Add("x-ms-invocation-id", "forged");
        request.Content = new StringContent("body", Encoding.UTF8, "text/plain");

        using var answer = await host.Client.SendAsync(request);
        var sent = await host.Script.NextAsync();

        Assert.Equal((418, "short and stout"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.StartsWith("POST /api/things/a%20b/7?x=1&x=2&code=", sent.Http!.Line, StringComparison.Ordinal);
        Assert.Equal(sent.Message.InvocationId, sent.Http.Headers["x-ms-invocation-id"]);
        Assert.Equal(host.Client.BaseAddress!.Authority, sent.Http.Headers["X-Forwarded-Host"]);
        Assert.Equal("body", sent.Http.Body);
        Assert.Equal(TypedData.DataOneofCase.Http, sent.Input.DataCase);
        Assert.Equal(("a b", "7", "2"), ((string?)sent.Metadata["kind"], (string?)sent.Metadata["id"], (string?)sent.Metadata["x"]));
        Assert.DoesNotContain("code", sent.Metadata.Select(pair => pair.Key));
    }

    [Fact]
    public async Task A_function_that_fails_before_it_answers_is_500_with_nothing_in_it()
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app, new WorkerScript { Answers = _ => WorkerReply.Failed() });

        using var answer = await host.Client.GetAsync(new Uri($"/api/Things?code={host.Host.Keys.FunctionKey}", UriKind.Relative));

        Assert.Equal((HttpStatusCode.InternalServerError, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_caller_that_goes_away_cancels_its_invocation()
    {
        using var app = new AppFolder().WithHttp();
        var cancelled = new TaskCompletionSource();
        await using var host = await HostUnderTest.StartAsync(
            app,
            new WorkerScript
            {
                Reply = async (_, stopped) =>
                {
                    await using var told = stopped.Register(cancelled.SetResult);
                    await Task.Delay(Timeout.Infinite, stopped);
                    return WorkerReply.Done;
                },
            }
        );
        using var caller = new CancellationTokenSource();
        var call = host.Client.GetAsync(new Uri($"/api/Things?code={host.Host.Keys.FunctionKey}", UriKind.Relative), caller.Token);
        await host.Script.NextAsync();

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await cancelled.Task.WaitAsync(HostUnderTest.Patience);
    }

    [Fact]
    public async Task Queue_outputs_are_taken_from_the_return_value_and_by_name_and_http_outputs_are_left_aside()
    {
        using var app = new AppFolder()
            .WithTimer(more: """ }, { "type": "queue", "name": "$return", "direction": "Out", "queueName": "out" """)
            .WithHttp(more: """, { "type": "queue", "name": "requests", "direction": "Out", "queueName": "named" }""");
        var script = new WorkerScript
        {
            Answers = request =>
                request.Function == "Tick"
                    ? new WorkerReply { ReturnValue = new TypedData { Json = """["2.50","[1]"]""" } }
                    : new WorkerReply
                    {
                        ReturnValue = new TypedData { Json = "{}" },
                        Outputs = new Dictionary<string, TypedData> { ["requests"] = new() { String = "one" } },
                    },
        };
        await using var host = await HostUnderTest.StartAsync(app, script);

        using var byHand = await host.ByHandAsync("Tick", "");
        using var answer = await host.Client.GetAsync(new Uri($"/api/Things?code={host.Host.Keys.FunctionKey}", UriKind.Relative));

        await host.UntilQueueAsync("out", visible: 2, invisible: 0);
        await host.UntilQueueAsync("named", visible: 1, invisible: 0);
        Assert.Equal(
            ["2.50", "[1]"],
            host.Cloud.Queues.Peek("out", 5).Select(message => Encoding.UTF8.GetString(Convert.FromBase64String(message.Text)))
        );
    }

    [Fact]
    public async Task The_journal_tells_of_each_invocation()
    {
        using var app = new AppFolder().WithQueue();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Host.Queues.Add("work", "m"u8.ToArray());
        await host.UntilQueueAsync("work", visible: 0, invisible: 0);

        var entry = Assert.Single(host.Cloud.Journal.Read("host"), entry => entry.Path == "/Work");
        Assert.Equal(200, entry.Status);
        Assert.Equal("m", (string?)entry.Body!["Data"]!["msg"]);
        Assert.Equal("1", entry.Headers["x-local-instance"]);
    }
}
