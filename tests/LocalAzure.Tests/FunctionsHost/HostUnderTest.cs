using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LocalAzure.FunctionsHost;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>A cloud whose functions host drives a scripted worker.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    /// <summary>How long a test waits for what must happen; on a busy machine it may take a while.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CloudUnderTest _cloud;

    private HostUnderTest(CloudUnderTest cloud, FunctionsHostService host, WorkerScript script)
    {
        (_cloud, Host, Script) = (cloud, host, script);
        Client = new HttpClient { BaseAddress = cloud.Cloud.Options.FunctionsHost };
    }

    public Cloud Cloud => _cloud.Cloud;

    public FunctionsHostService Host { get; }

    public WorkerScript Script { get; }

    /// <summary>Calls the host's own port.</summary>
    public HttpClient Client { get; }

    /// <summary>Calls the ARM port, for the control routes.</summary>
    public HttpClient Control => _cloud.Arm;

    public static async Task<HostUnderTest> StartAsync(
        AppFolder app,
        WorkerScript? script = null,
        Func<LocalAzureOptions, LocalAzureOptions>? with = null
    )
    {
        script ??= new WorkerScript();
        var cloud = await CloudUnderTest.StartAsync(options =>
        {
            var ours = options with
            {
                AppDirectory = app.Root,
                SettingsFile = app.SettingsFile,
                ShutdownGrace = TimeSpan.FromMilliseconds(50),
            };
            return with?.Invoke(ours) ?? ours;
        });
        try
        {
            var host = await FunctionsHostService.StartAsync(cloud.Cloud, ScriptedWorker.Starter(script, app), CancellationToken.None);
            return new HostUnderTest(cloud, host, script);
        }
        catch
        {
            await cloud.DisposeAsync();
            throw;
        }
    }

    public Task<HttpResponseMessage> EventsAsync(string function, string body, string type = "Notification")
    {
        var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"/runtime/webhooks/EventGrid?functionName={function}&code={Host.Keys.EventGridKey}"
        );
        request.Headers.Add("aeg-event-type", type);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> ByHandAsync(string function, string input, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/admin/functions/{function}");
        request.Headers.Add("x-functions-key", key ?? Host.Keys.MasterKey);
        request.Content = JsonContent.Create(new JsonObject { ["input"] = input });
        return Client.SendAsync(request);
    }

    /// <summary>Waits until the queue holds so many messages that can be seen and that are hidden.</summary>
    public async Task UntilQueueAsync(string queue, int visible, int invisible)
    {
        using var late = new CancellationTokenSource(Patience);
        while (Host.Queues.Counts().GetValueOrDefault(queue) is not { } count || (count.Visible, count.Invisible) != (visible, invisible))
        {
            Assert.False(
                late.IsCancellationRequested,
                $"'{queue}' never came to {visible} visible and {invisible} invisible; it holds {Host.Queues.Counts().GetValueOrDefault(queue)}"
            );
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await _cloud.DisposeAsync();
    }
}
