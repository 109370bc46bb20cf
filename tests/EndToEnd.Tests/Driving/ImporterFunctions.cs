using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Driving;

/// <summary>The importer's functions behind their host.</summary>
public sealed class ImporterFunctions(HttpClient client, HostKeys keys)
{
    /// <summary>A run that is waited for.</summary>
    public async Task<Run> ImportAsync(string? scope = null)
    {
        using var answer = await SendAsync(
            HttpMethod.Post,
            "api/import?wait=100",
            keys.Function,
            scope is null ? [] : new JsonObject { ["scope"] = scope }
        );
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, await answer.Content.ReadAsStringAsync());
        return RunOf((await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    /// <summary>A run that is not waited for: it goes through the queue.</summary>
    public async Task RequestAsync(string scope)
    {
        using var answer = await SendAsync(HttpMethod.Post, "api/import", keys.Function, new JsonObject { ["scope"] = scope });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>
    /// Something that a person asks for, and waits for: <c>adopt</c>, <c>detach</c> or <c>restore</c>. A refusal is answered 409, with the
    /// run.
    /// </summary>
    public async Task<Run> DoAsync(string what, string target, string mode = "apply", bool insist = false)
    {
        var (status, body) = await AskAsync(
            insist
                ? new JsonObject
                {
                    [what] = target,
                    ["mode"] = mode,
                    ["insist"] = true,
                }
                : new JsonObject { [what] = target, ["mode"] = mode }
        );
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Conflict, body.ToJsonString());
        return RunOf(body);
    }

    /// <summary>Any request, waited for, with whatever comes of it.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Body)> AskAsync(JsonObject body)
    {
        using var answer = await SendAsync(HttpMethod.Post, "api/import?wait=100", keys.Function, body);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    /// <summary>What a run would do.</summary>
    public async Task<Run> PlanAsync(string? scope = null)
    {
        using var answer = await SendAsync(
            HttpMethod.Get,
            scope is null ? "api/plan" : $"api/plan?scope={Uri.EscapeDataString(scope)}",
            keys.Function
        );
        return RunOf((await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    /// <summary>The records of the runs, newest first.</summary>
    public async Task<IReadOnlyList<Run>> RunsAsync(int top = 200)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"api/runs?top={top}", keys.Function);
        var list = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["runs"]!.AsArray();
        return [.. list.Select(run => new Run(run!.AsObject()))];
    }

    /// <summary>Waits for the record of a try that ended over exactly this scope.</summary>
    public Task<Run> RunAsync(string scope, Func<Run, bool> isIt) =>
        Patience.UntilAsync(
            $"a run over {scope}",
            async () => (await RunsAsync()).FirstOrDefault(run => run.Scope == scope && run.Outcome is not null && isIt(run)),
            async () => string.Join('\n', (await RunsAsync()).Take(10).Select(run => run.Json.ToJsonString()))
        );

    /// <summary>Fires a function by hand, as an administrator does.</summary>
    public async Task RunByHandAsync(string function)
    {
        using var answer = await SendAsync(HttpMethod.Post, $"admin/functions/{function}", keys.Master, []);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>The report as data.</summary>
    public async Task<Report> ReportAsync()
    {
        using var answer = await SendAsync(HttpMethod.Get, "api/report.json", keys.Function);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return new Report((await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    /// <summary>The report as a page.</summary>
    public async Task<string> PageAsync()
    {
        using var answer = await SendAsync(HttpMethod.Get, "api/report", keys.Function);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Asks for an import with any bytes as the body, and says what came of it.</summary>
    public async Task<(HttpStatusCode Status, string Text)> PostBytesAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("api/import", UriKind.Relative))
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("x-functions-key", keys.Function);
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Whatever a route answers, as text.</summary>
    public async Task<string> TextAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, keys.Function);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Asks for an import with any body, from behind a proxy that tells the caller's address.</summary>
    public async Task<HttpStatusCode> AskAsync(JsonObject body, string callersAddress)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("api/import", UriKind.Relative))
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-functions-key", keys.Function);
        request.Headers.Add("X-Forwarded-For", callersAddress);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>A round of test calls, and the report after it.</summary>
    public async Task<Report> TestAsync()
    {
        var before = (await ReportAsync()).TestedAt;
        await RunByHandAsync("TestCalls");
        return await Patience.UntilAsync(
            "a round of test calls",
            async () => await ReportAsync() is { } report && report.TestedAt != before ? report : null,
            () => Task.FromResult($"the round before ended at {before}")
        );
    }

    /// <summary>Posts to the Event Grid webhook whatever the text is.</summary>
    public async Task<HttpStatusCode> NotifyAsync(string body)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri("runtime/webhooks/EventGrid?functionName=DeploymentChanged", UriKind.Relative)
        )
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("aeg-event-type", "Notification");
        request.Headers.Add("x-functions-key", keys.Master);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    // What is refused or failed is told as an error, with the run beside it.
    private static Run RunOf(JsonObject body) => new(body["run"]?.AsObject() ?? body);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string key, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-functions-key", key);
        return await client.SendAsync(request);
    }
}
