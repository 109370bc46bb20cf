using System.Net;
using LocalAzure.FunctionsHost;

namespace LocalAzure.Tests.FunctionsHost;

public sealed class HandlerLifeTests
{
    [Fact]
    public async Task The_handler_gets_the_hosts_environment_the_settings_and_the_clouds_addresses()
    {
        using var app = new AppFolder().WithTimer().Settings("""{ "Mine": "1", "Importer__Arm__Endpoint": "https://elsewhere" }""");
        await using var host = await HostUnderTest.StartAsync(app);
        var start = (await host.Script.NextStartAsync()).Start;
        var environment = start.Environment;

        Assert.Equal("1", environment["Mine"]);
        Assert.Equal($"{start.Port}", environment["FUNCTIONS_CUSTOMHANDLER_PORT"]);
        Assert.Equal(environment["FUNCTIONS_CUSTOMHANDLER_PORT"], environment["FUNCTIONS_HTTPWORKER_PORT"]);
        Assert.Equal(environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"], environment["FUNCTIONS_HTTPWORKER_ID"]);
        Assert.Equal(app.Root, environment["FUNCTIONS_APP_ROOT_PATH"]);
        Assert.Equal("custom", environment["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal($"http://127.0.0.1:{host.Cloud.Options.PortBase + 10}", environment["Importer__Arm__Endpoint"]);
        Assert.Equal($"http://127.0.0.1:{host.Cloud.Options.PortBase + 14}/reports", environment["Importer__Reports__Container"]);
        Assert.Equal($"http://127.0.0.1:{host.Cloud.Options.PortBase + 13}/msi/token", environment["IDENTITY_ENDPOINT"]);
        Assert.Equal(host.Cloud.Tokens.IdentityHeader, environment["IDENTITY_HEADER"]);
        Assert.EndsWith("/service/contoso-apim", environment["Importer__ApiManagement__ServiceId"], StringComparison.Ordinal);
        Assert.StartsWith("/subscriptions/", environment["Importer__Discovery__Scopes__0"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_asks_for_a_restart_is_started_again_without_end()
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app);
        var ids = new HashSet<string>();
        for (var i = 0; i < 5; i++)
        {
            var handler = await host.Script.NextStartAsync();
            ids.Add(handler.Start.Environment["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"]);
            await UntilReadyAsync(host);
            handler.Exit(200);
        }

        Assert.Equal(5, ids.Count);
        await host.Script.NextStartAsync();
        Assert.False(host.Host.ShutDown.IsCompleted);
    }

    [Fact]
    public async Task The_third_crash_within_half_an_hour_shuts_the_host_down()
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app);
        for (var i = 0; i < 3; i++)
        {
            var handler = await host.Script.NextStartAsync();
            await UntilReadyAsync(host);
            handler.Start.OnLine($"crash {i}", true);
            handler.Exit(134);
        }

        var reason = await host.Host.ShutDown.WaitAsync(HostUnderTest.Patience);

        Assert.Equal(["crash 2", "Exceeded http worker restart retry count. Shutting down Functions Host."], reason.Faults);
        using var answer = await CallAsync(host);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Fact]
    public async Task Crashes_half_an_hour_apart_are_borne()
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app);
        var handler = await host.Script.NextStartAsync();
        for (var i = 0; i < 4; i++)
        {
            await UntilReadyAsync(host);
            handler.Exit(1);
            handler = await host.Script.NextStartAsync();
            host.Cloud.Clock.Advance(TimeSpan.FromMinutes(20));
        }

        Assert.False(host.Host.ShutDown.IsCompleted);
    }

    [Fact]
    public async Task Being_killed_by_the_host_does_not_count()
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app);
        for (var i = 0; i < 5; i++)
        {
            var handler = await host.Script.NextStartAsync();
            await host.Host.RestartHandlerAsync(CancellationToken.None);
            Assert.Equal(137, await handler.Exited);
        }

        using var answer = await CallAsync(host);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_handler_that_exits_with_0_stays_dead_until_the_host_restarts_it()
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app);
        var handler = await host.Script.NextStartAsync();
        handler.Exit(0);
        await handler.Exited;

        using var dead = await CallAsync(host);
        Assert.Equal(HttpStatusCode.InternalServerError, dead.StatusCode);

        await host.Host.RestartHandlerAsync(CancellationToken.None);
        using var alive = await CallAsync(host);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task An_invocation_in_flight_fails_when_the_handler_is_killed_and_the_next_one_waits_for_it()
    {
        using var app = new AppFolder().WithHttp();
        var script = new HandlerScript { Reply = (_, stopped) => Task.Delay(Timeout.Infinite, stopped).ContinueWith(_ => HandlerReply.Done, TaskScheduler.Default) };
        await using var host = await HostUnderTest.StartAsync(app, script);
        var inFlight = CallAsync(host);
        await script.NextAsync();

        using var killed = await host.Control.PostAsync(new Uri("/_local/handler", UriKind.Relative), new StringContent("""{"action":"kill"}"""));
        script.Answers = _ => HandlerReply.Done;

        Assert.Equal(HttpStatusCode.OK, killed.StatusCode);
        using var failed = await inFlight;
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        using var next = await CallAsync(host);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task A_process_that_exits_at_start_fails_the_start_with_every_line_it_wrote_to_stderr()
    {
        using var app = new AppFolder().WithTimer().Host(AppFolder.HostJson.Replace(
            "\"defaultExecutablePath\": \"handler\"", "\"defaultExecutablePath\": \"sh\", \"arguments\": [\"handler.sh\"]", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(app.Root, "handler.sh"), "echo 'ServiceId is missing' >&2; echo 'Scopes is empty' >&2; exit 1");
        await using var cloud = await CloudUnderTest.StartAsync(options => options with { AppDirectory = app.Root, SettingsFile = app.SettingsFile });

        var failure = await Assert.ThrowsAsync<HostStartException>(() => FunctionsHostService.StartAsync(cloud.Cloud, CancellationToken.None));

        Assert.Equal(["ServiceId is missing", "Scopes is empty"], failure.Faults.SkipLast(1));
    }

    [Fact]
    public async Task A_process_that_never_answers_is_killed_and_in_the_end_given_up()
    {
        using var app = new AppFolder().WithTimer().Host(AppFolder.HostJson.Replace(
            "\"description\": { \"defaultExecutablePath\": \"handler\" }",
            "\"initializationTimeout\": \"00:00:00.2\", \"description\": { \"defaultExecutablePath\": \"sleep\", \"arguments\": [\"1000\"] }",
            StringComparison.Ordinal));
        await using var cloud = await CloudUnderTest.StartAsync(options => options with { AppDirectory = app.Root, SettingsFile = app.SettingsFile });

        var failure = await Assert.ThrowsAsync<HostStartException>(() => FunctionsHostService.StartAsync(cloud.Cloud, CancellationToken.None));

        Assert.Contains("Exceeded http worker restart retry count", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_executable_that_is_not_there_fails_the_start_by_name()
    {
        using var app = new AppFolder().WithTimer();
        await using var cloud = await CloudUnderTest.StartAsync(options => options with { AppDirectory = app.Root, SettingsFile = app.SettingsFile });

        var failure = await Assert.ThrowsAsync<HostStartException>(() => FunctionsHostService.StartAsync(cloud.Cloud, CancellationToken.None));

        Assert.StartsWith("handler: the handler cannot be started", failure.Message, StringComparison.Ordinal);
    }

    private static async Task UntilReadyAsync(HostUnderTest host)
    {
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while (!host.Host.IsReady)
        {
            Assert.False(late.IsCancellationRequested);
            await Task.Yield();
        }
    }

    private static async Task<HttpResponseMessage> CallAsync(HostUnderTest host) =>
        await host.Client.GetAsync(new Uri($"/api/Things?code={host.Host.Keys.FunctionKey}", UriKind.Relative));
}
