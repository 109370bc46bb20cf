using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>The host against a worker that we did not write: the published packages with a small app.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The runner ends it by DisposeAsync.")]
public sealed class RealWorkerTests : IAsyncLifetime
{
    private readonly AppFolder _settings = new AppFolder().Settings("""{ "SampleSchedule": "0 0 3 * * *" }""");
    private readonly ConcurrentQueue<string> _lines = new();
    private Cloud _cloud = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _cloud = await Cloud.StartAsync(
            new LocalAzureOptions
            {
                PortBase = FreePorts.Base(),
                AppDirectory = SampleApp.Folder,
                SettingsFile = _settings.SettingsFile,
                DataDirectory = Path.Combine(_settings.Root, "data"),
                HostLines = _lines.Enqueue,
            },
            CancellationToken.None
        );
        _client = new HttpClient { BaseAddress = _cloud.Options.FunctionsHost };
        _client.DefaultRequestHeaders.Add("x-functions-key", _cloud.Host!.Keys.MasterKey);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _cloud.DisposeAsync();
        _settings.Dispose();
    }

    [Fact]
    public async Task Http_goes_to_the_worker_and_back_with_route_values_and_a_failure_is_500()
    {
        using var content = new StringContent("body", Encoding.UTF8, "text/plain");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/echo/a%20b") { Content = content };
        request.Headers.Add("x-ms-invocation-id", "forged");
        using var answer = await _client.SendAsync(request);
        using var failed = await _client.GetAsync(new Uri("/api/echo?fail=1", UriKind.Relative));

        Assert.True(answer.IsSuccessStatusCode, string.Join('\n', _lines));
        var echo = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(("a b", "body", _client.BaseAddress!.Authority), ((string?)echo["id"], (string?)echo["body"], (string?)echo["host"]));
        Assert.NotEqual("forged", (string?)echo["invocation"]);
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.DoesNotContain(_lines, line => line.Contains("fail=1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_become_messages_and_messages_are_worked_on()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/runtime/webhooks/eventgrid?functionName=Receive")
        {
            Content = JsonContent.Create(new[] { new { id = "e1" }, new { id = "e2" } }),
        };
        request.Headers.Add("aeg-event-type", "Notification");

        using var answer = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await UntilLineAsync("""message {"id":"e1"}, try 1""");
        await UntilLineAsync("""message {"id":"e2"}, try 1""");
    }

    [Fact]
    public async Task A_timer_runs_by_hand_and_a_killed_worker_is_up_again()
    {
        await _cloud.Host!.RestartWorkerAsync(CancellationToken.None);

        using var answer = await _client.PostAsJsonAsync(new Uri("/admin/functions/Tick", UriKind.Relative), new { input = "" });

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await UntilLineAsync("tick, past due False");
    }

    [Fact]
    public async Task A_message_that_fails_too_often_goes_to_the_poison_queue()
    {
        _cloud.Host!.Queues.Add("sample-work", "fail"u8.ToArray());
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while (_cloud.Queues.Counts()["sample-work-poison"].Visible == 0)
        {
            Assert.False(late.IsCancellationRequested, string.Join('\n', _lines));
            if (_cloud.Queues.Counts()["sample-work"].InWork == 0)
            {
                _cloud.Clock.Advance(TimeSpan.FromSeconds(30));
            }

            await Task.Delay(20);
        }

        Assert.Contains(_lines, line => line.Contains("message fail, try 3", StringComparison.Ordinal));
    }

    private async Task UntilLineAsync(string text)
    {
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while (!_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            Assert.False(late.IsCancellationRequested, string.Join('\n', _lines));
            await Task.Delay(20);
        }
    }
}
