using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LocalAzure.FunctionsHost;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>
/// Where an earlier stand-in differed from the host that was measured (azure-functions-host 4.1037): each point, held from now on.
/// </summary>
public sealed class MeasuredDifferencesTests
{
    [Fact]
    public void D1_an_idle_queue_is_looked_at_ever_more_seldom_up_to_the_longest_interval()
    {
        var delay = new PollingDelay(TimeSpan.FromSeconds(10));
        var idle = Enumerable.Range(0, 12).Select(_ => delay.Next(foundSome: false)).ToList();

        Assert.Equal(idle.Order(), idle);
        Assert.True(idle[0] < TimeSpan.FromSeconds(0.3), $"{idle[0]}");
        Assert.Equal(TimeSpan.FromSeconds(10), idle[^1]);
        Assert.Equal(TimeSpan.FromSeconds(0.1), delay.Next(foundSome: true));
    }

    [Fact]
    public async Task D1_a_message_waits_for_the_next_look_also_when_the_same_host_put_it_in()
    {
        using var app = new AppFolder().WithQueue().Host(AppFolder.HostJson.Replace("00:00:00.2", "01:00:00", StringComparison.Ordinal));
        await using var host = await HostUnderTest.StartAsync(app);
        await IdleAsync(host);
        host.Host.Queues.Add("work", "m"u8.ToArray());

        // Far longer than it takes to hand a message over, and far shorter than the next look is away.
        using var other = await host.Client.GetAsync(new Uri("/admin/host/ping", UriKind.Relative));
        Assert.False(host.Script.HasMore);
        Assert.Equal(1, host.Host.Queues.Counts()["work"].Visible);

        host.Cloud.Clock.Advance(TimeSpan.FromHours(2));
        await host.Script.NextAsync();
    }

    [Fact]
    public async Task D2_a_host_that_stops_lets_a_running_call_end()
    {
        using var app = new AppFolder().WithQueue();
        var release = new TaskCompletionSource();
        await using var host = await HostUnderTest.StartAsync(
            app,
            new WorkerScript
            {
                Reply = (_, stopped) => release.Task.WaitAsync(stopped).ContinueWith(_ => WorkerReply.Done, TaskScheduler.Default),
            },
            options => options with { ShutdownGrace = HostUnderTest.Patience }
        );
        host.Host.Queues.Add("work", "m"u8.ToArray());
        await host.Script.NextAsync();
        var worker = await host.Script.NextStartAsync();

        var stopping = host.Host.DisposeAsync().AsTask();
        Assert.False(worker.IsTerminated);
        release.SetResult();
        await stopping.WaitAsync(HostUnderTest.Patience);

        Assert.True(worker.IsTerminated);
        Assert.Equal((0, 0), (host.Host.Queues.Counts()["work"].Visible, host.Host.Queues.Counts()["work"].Invisible));
    }

    [Fact]
    public async Task D2_what_runs_longer_is_cancelled_and_its_message_stays_locked_for_ten_minutes()
    {
        using var app = new AppFolder().WithQueue();
        var cancelled = new TaskCompletionSource();
        await using var host = await HostUnderTest.StartAsync(
            app,
            new WorkerScript
            {
                Reply = async (_, stopped) =>
                {
                    await using var told = stopped.Register(() => cancelled.TrySetResult());
                    await Task.Delay(Timeout.Infinite, stopped);
                    return WorkerReply.Done;
                },
            }
        );
        host.Host.Queues.Add("work", "m"u8.ToArray());
        await host.Script.NextAsync();

        await host.Host.DisposeAsync();

        Assert.True(cancelled.Task.IsCompleted);
        var message = Assert.Single(Directory.GetFiles(Path.Combine(host.Cloud.Options.DataDirectory, "queues", "work")));
        var visible = DateTimeOffset.Parse((string)JsonNode.Parse(await File.ReadAllTextAsync(message))!["nextVisibleTime"]!, null);
        Assert.InRange(visible - host.Cloud.Clock.GetUtcNow(), TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task D2_draining_stops_the_queues_and_nothing_else()
    {
        using var app = new AppFolder().WithQueue().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Client.DefaultRequestHeaders.Add("x-functions-key", host.Host.Keys.MasterKey);

        using var drain = await host.Client.PostAsync(new Uri("/admin/host/drain", UriKind.Relative), null);
        host.Host.Queues.Add("work", "m"u8.ToArray());
        using var http = await host.Client.GetAsync(new Uri("/api/Things", UriKind.Relative));
        var status = await host.Client.GetStringAsync(new Uri("/admin/host/drain/status", UriKind.Relative));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK), (drain.StatusCode, http.StatusCode));
        Assert.Equal("""{"state":"Completed"}""", status);
        Assert.Equal("Things", (await host.Script.NextAsync()).Function);
        Assert.Equal(1, host.Host.Queues.Counts()["work"].Visible);

        using var resume = await host.Client.PostAsync(new Uri("/admin/host/resume", UriKind.Relative), null);
        Assert.Equal("Work", (await host.Script.NextAsync()).Function);
    }

    [Theory]
    [InlineData("%NoSuchSchedule%", "NoSuchSchedule")]
    [InlineData("every day", "every day")]
    public async Task D3_a_schedule_that_is_missing_or_none_switches_its_function_off_and_the_rest_runs(string schedule, string told)
    {
        using var app = new AppFolder().WithTimer(schedule: schedule).WithTimer("Tock");
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var host = await HostUnderTest.StartAsync(app, with: options => options with { HostLines = lines.Enqueue });
        host.Client.DefaultRequestHeaders.Add("x-functions-key", host.Host.Keys.MasterKey);

        var state = await host.Client.GetFromJsonAsync<JsonNode>(new Uri("/admin/host/status", UriKind.Relative));
        var status = await host.Client.GetFromJsonAsync<JsonNode>(new Uri("/admin/functions/Tick/status", UriKind.Relative));
        using var other = await host.ByHandAsync("Tock", "");

        Assert.Equal("Running", (string?)state!["state"]);
        Assert.Contains(told, (string?)status!["errors"]![0], StringComparison.Ordinal);
        Assert.Contains(
            lines,
            line => line.Contains("Function 'Functions.Tick' failed indexing and will be disabled", StringComparison.Ordinal)
        );
        Assert.Equal("Tock", (await host.Script.NextAsync()).Function);
    }

    [Fact]
    public async Task D4_storage_that_is_away_fails_what_wants_to_put_a_message_in()
    {
        using var app = new AppFolder().WithEventGrid(
            more: """ }, { "type": "queue", "name": "$return", "direction": "Out", "queueName": "out" """
        );
        await using var host = await HostUnderTest.StartAsync(
            app,
            new WorkerScript { Answers = _ => new WorkerReply { ReturnValue = new() { String = "m" } } }
        );
        await FaultAsync(host, """{ "surface": "queue", "method": "POST", "pathPattern": "/out/messages", "times": 6, "status": 503 }""");

        var delivery = host.EventsAsync("EgOne", """[{"id":"1"}]""");
        await host.Script.NextAsync();
        while (!delivery.IsCompleted)
        {
            host.Cloud.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        using var failed = await delivery;
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        using var again = await host.EventsAsync("EgOne", """[{"id":"1"}]""");
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        await host.UntilQueueAsync("out", visible: 1, invisible: 0);
    }

    [Fact]
    public async Task D4_a_queue_that_cannot_be_read_is_read_again_when_storage_is_back()
    {
        using var app = new AppFolder().WithQueue();
        await using var host = await HostUnderTest.StartAsync(app);
        await FaultAsync(
            host,
            """{ "surface": "queue", "method": "GET", "pathPattern": "/work/messages", "times": 7, "drop": "before" }"""
        );
        while (host.Cloud.Faults.Waiting.Count > 0)
        {
            host.Cloud.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        // Only now: how far the clock went is up to the machine, and a message lives for a week.
        host.Host.Queues.Add("work", "m"u8.ToArray());
        host.Cloud.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("m", (await host.Script.NextAsync()).Input.String);
    }

    [Theory]
    [InlineData("Many", """{"id":"1"}""", false)]
    [InlineData("Many", """[{"id":"1"}]""", false)]
    [InlineData("Many", "text", false)]
    [InlineData("One", """{"id":"1"}""", true)]
    public async Task D5_an_event_function_of_many_cannot_be_run_by_hand(string cardinality, string input, bool isCalled)
    {
        using var app = new AppFolder().WithEventGrid(more: $$""", "cardinality": "{{cardinality}}" """).WithTimer();
        await using var host = await HostUnderTest.StartAsync(app);

        using var answer = await host.ByHandAsync("EgOne", input);
        using var next = await host.ByHandAsync("Tick", "");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(isCalled ? "EgOne" : "Tick", (await host.Script.NextAsync()).Function);
    }

    [Theory]
    [InlineData("POST", "", "[{}]", 401)]
    [InlineData("OPTIONS", "", "", 401)]
    [InlineData("POST", "wrong", "[{}]", 401)]
    [InlineData("POST", "FUNCTION", "[{}]", 403)]
    [InlineData("POST", "SYSTEM", "not json", 500)]
    [InlineData("POST", "SYSTEM", "", 500)]
    [InlineData("POST", "SYSTEM", "[1]", 500)]
    [InlineData("POST", "SYSTEM", """[{"id":"1","id":"2"}]""", 500)]
    [InlineData("POST", "SYSTEM", "[]", 202)]
    [InlineData("PUT", "SYSTEM", "[{}]", 202)]
    [InlineData("GET", "SYSTEM", "", 400)]
    [InlineData("OPTIONS", "SYSTEM", "", 200)]
    [InlineData("POST", "MASTER", "[{}]", 202)]
    public async Task D6_the_webhook_wants_its_key_and_a_body_that_it_can_read(string method, string key, string body, int status)
    {
        using var app = new AppFolder().WithEventGrid();
        await using var host = await HostUnderTest.StartAsync(app);

        using var answer = await WebhookAsync(host, method, key, body, "Notification");

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 202 && body != "[]", host.Script.HasMore);
    }

    [Theory]
    [InlineData("[]", 500, null)]
    [InlineData("""[{"data":{"validationCode":"512d38b6"}}]""", 200, """{"validationResponse":"512d38b6"}""")]
    public async Task D6_the_handshake_is_answered_as_text(string body, int status, string? answered)
    {
        using var app = new AppFolder().WithEventGrid();
        await using var host = await HostUnderTest.StartAsync(app);

        using var answer = await WebhookAsync(host, "POST", "SYSTEM", body, "SubscriptionValidation");

        Assert.Equal(status, (int)answer.StatusCode);
        if (answered is not null)
        {
            Assert.Equal(
                ("text/plain", answered),
                (answer.Content.Headers.ContentType!.MediaType, await answer.Content.ReadAsStringAsync())
            );
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    public async Task D8_a_json_body_is_spread_into_metadata_whatever_its_type(string type)
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app);
        using var content = new StringContent("""{"scope":"here"}""", Encoding.UTF8, type);

        using var answer = await host.Client.PostAsync(
            new Uri($"/api/Things?code={host.Host.Keys.FunctionKey}", UriKind.Relative),
            content
        );

        var sent = await host.Script.NextAsync();
        Assert.Equal("here", (string?)sent.Metadata["scope"]);
        Assert.Equal("""{"scope":"here"}""", sent.Http!.Body);
    }

    [Fact]
    public async Task D8_dates_in_events_are_written_anew_in_utc()
    {
        using var app = new AppFolder().WithEventGrid();
        await using var host = await HostUnderTest.StartAsync(app);

        using var answer = await host.EventsAsync("EgOne", """[{"id":"1","data":{"when":"2026-11-21T10:00:00+02:00"}}]""");

        Assert.Equal("2026-11-21T08:00:00Z", (string?)(await host.Script.NextAsync()).Data!["data"]!["when"]);
    }

    [Theory]
    [InlineData("GET", "/admin/host/status", "", 401)]
    [InlineData("GET", "/admin/host/status", "FUNCTION", 403)]
    [InlineData("GET", "/admin/host/ping", "", 200)]
    [InlineData("GET", "/admin/functions/Tick", "MASTER", 200)]
    [InlineData("GET", "/admin/functions/Tick/status", "MASTER", 200)]
    [InlineData("GET", "/admin/functions/Tick/keys", "MASTER", 200)]
    [InlineData("GET", "/admin/functions/Tock", "MASTER", 404)]
    [InlineData("GET", "/admin/host/systemkeys", "MASTER", 200)]
    [InlineData("POST", "/admin/functions/Tick", "FUNCTION", 403)]
    [InlineData("POST", "/admin/functions/Tock", "MASTER", 404)]
    [InlineData("POST", "/admin/functions/Tick", "MASTER", 415)]
    [InlineData("POST", "/admin/host/drain", "MASTER", 202)]
    public async Task D9_administration_answers_as_the_host_does(string method, string path, string key, int status)
    {
        using var app = new AppFolder().WithTimer();
        await using var host = await HostUnderTest.StartAsync(app);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("x-functions-key", KeyOf(host, key));

        using var answer = await host.Client.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("Tick", """{"input":{"a":1}}""", 400)]
    [InlineData("Tick", "[]", 400)]
    [InlineData("Tick", "not json", 400)]
    [InlineData("Tick", "{}", 202)]
    [InlineData("Things", """{"input":""}""", 202)]
    [InlineData("tick", """{"input":"x"}""", 202)]
    public async Task D9_running_by_hand_takes_a_text_and_does_not_wait(string function, string body, int status)
    {
        using var app = new AppFolder().WithTimer().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Client.DefaultRequestHeaders.Add("x-functions-key", host.Host.Keys.MasterKey);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await host.Client.PostAsync(new Uri($"/admin/functions/{function}", UriKind.Relative), content);

        Assert.Equal(status, (int)answer.StatusCode);
        if (body == "{}")
        {
            Assert.DoesNotContain("timer", (await host.Script.NextAsync()).Metadata.Select(pair => pair.Key));
        }
    }

    [Fact]
    public async Task D9_bindings_are_listed_as_they_are_written_and_a_message_by_hand_is_of_now()
    {
        using var app = new AppFolder().WithTimer(schedule: "%Nightly%").WithQueue().Settings("""{ "Nightly": "0 0 2 * * *" }""");
        await using var host = await HostUnderTest.StartAsync(app);
        using var byHand = await host.ByHandAsync("Work", "m");
        var inserted = DateTimeOffset.Parse((string)(await host.Script.NextAsync()).Metadata["InsertionTime"]!, null);

        var functions = await host.Client.GetStringAsync(new Uri($"/admin/functions?code={host.Host.Keys.MasterKey}", UriKind.Relative));

        Assert.Contains("%Nightly%", functions, StringComparison.Ordinal);
        Assert.InRange(host.Cloud.Clock.GetUtcNow() - inserted, TimeSpan.Zero, HostUnderTest.Patience);
    }

    [Fact]
    public async Task D10_the_root_is_a_page_and_other_webhooks_are_forbidden()
    {
        using var app = new AppFolder().WithEventGrid();
        await using var host = await HostUnderTest.StartAsync(app);

        using var root = await host.Client.GetAsync(new Uri("/", UriKind.Relative));
        using var other = await host.Client.PostAsync(new Uri("/runtime/webhooks/blobs", UriKind.Relative), null);

        Assert.Equal((HttpStatusCode.OK, "text/html"), (root.StatusCode, root.Content.Headers.ContentType?.MediaType));
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
    }

    // Until the listener has looked often enough that its next look is minutes away. Each look uses up a rule that does nothing to it.
    private static async Task IdleAsync(HostUnderTest host)
    {
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        for (var look = 0; look < 16; look++)
        {
            await FaultAsync(host, """{ "surface": "queue", "method": "GET", "pathPattern": "/work/messages", "delayMs": 0 }""");
            while (host.Cloud.Faults.Waiting.Count > 0)
            {
                Assert.False(late.IsCancellationRequested, "the listener does not look any more");
                host.Cloud.Clock.Advance(TimeSpan.FromHours(1));
                using var answer = await host.Client.GetAsync(new Uri("/admin/host/ping", UriKind.Relative));
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    private static async Task FaultAsync(HostUnderTest host, string rule)
    {
        using var answer = await host.Control.PostAsync(new Uri("/_local/faults", UriKind.Relative), new StringContent(rule));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> WebhookAsync(HostUnderTest host, string method, string key, string body, string type)
    {
        var code = key.Length == 0 ? "" : $"&code={KeyOf(host, key)}";
        var request = new HttpRequestMessage(new HttpMethod(method), $"/runtime/webhooks/EventGrid?functionName=EgOne{code}");
        request.Headers.Add("aeg-event-type", type);
        request.Content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return host.Client.SendAsync(request);
    }

    private static string KeyOf(HostUnderTest host, string key) =>
        key switch
        {
            "FUNCTION" => host.Host.Keys.FunctionKey,
            "SYSTEM" => host.Host.Keys.EventGridKey,
            "MASTER" => host.Host.Keys.MasterKey,
            _ => key,
        };
}
