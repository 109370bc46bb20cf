using System.Net;
using LocalAzure.FunctionsHost;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.Tests.FunctionsHost;

public sealed class WorkerLifeTests
{
    [Fact]
    public async Task The_worker_gets_the_hosts_environment_the_settings_and_the_clouds_addresses()
    {
        using var app = new AppFolder().WithTimer().Settings("""{ "Mine": "1", "Importer__Arm__Endpoint": "https://elsewhere" }""");
        await using var host = await HostUnderTest.StartAsync(app);
        var start = (await host.Script.NextStartAsync()).Start;
        var environment = start.Environment;

        Assert.Equal("1", environment["Mine"]);
        Assert.Equal(app.Root, environment["FUNCTIONS_APPLICATION_DIRECTORY"]);
        Assert.Equal("dotnet-isolated", environment["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal($"http://127.0.0.1:{host.Cloud.Options.PortBase + 10}", environment["Importer__Arm__Endpoint"]);
        Assert.Equal(
            $"http://127.0.0.1:{host.Cloud.Options.PortBase + 14}/devstoreaccount1/reports",
            environment["Importer__Reports__Container"]
        );
        Assert.Contains(
            $"QueueEndpoint=http://127.0.0.1:{host.Cloud.Options.PortBase + 15}/",
            environment["AzureWebJobsStorage"],
            StringComparison.Ordinal
        );
        Assert.Equal($"http://127.0.0.1:{host.Cloud.Options.PortBase + 13}/msi/token", environment["IDENTITY_ENDPOINT"]);
        Assert.Equal(host.Cloud.Tokens.IdentityHeader, environment["IDENTITY_HEADER"]);
        Assert.EndsWith("/service/contoso-apim", environment["Importer__ApiManagement__ServiceId"], StringComparison.Ordinal);
        Assert.StartsWith("/subscriptions/", environment["Importer__Discovery__Scopes__0"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_names_the_host_and_the_worker_in_the_old_words_and_the_new()
    {
        using var app = new AppFolder().WithTimer();
        await using var host = await HostUnderTest.StartAsync(app);
        var start = (await host.Script.NextStartAsync()).Start;

        var line = string.Join(' ', start.Arguments);

        Assert.StartsWith("app.dll --host 127.0.0.1 --port ", line, StringComparison.Ordinal);
        Assert.Contains(
            $"--functions-uri {start.Host} --functions-worker-id {start.WorkerId} --functions-request-id ",
            line,
            StringComparison.Ordinal
        );
        Assert.EndsWith("--functions-grpc-max-message-length 2147483647", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_may_call_who_was_not_started_here()
    {
        await using var server = await RpcServer.StartAsync(CancellationToken.None);
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(server.Address);
        using var stream = new FunctionRpc.FunctionRpcClient(channel).EventStream();
        await stream.RequestStream.WriteAsync(new StreamingMessage { StartStream = new() { WorkerId = "stranger" } });

        var refusal = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => stream.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(Grpc.Core.StatusCode.PermissionDenied, refusal.StatusCode);
    }

    [Fact]
    public async Task A_worker_that_asks_for_a_restart_is_started_again_without_end()
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app);
        var ids = new HashSet<string>();
        for (var i = 0; i < 5; i++)
        {
            var worker = await host.Script.NextStartAsync();
            ids.Add(worker.Start.WorkerId);
            await UntilReadyAsync(host);
            worker.Exit(200);
        }

        Assert.Equal(5, ids.Count);
        await host.Script.NextStartAsync();
        Assert.False(host.Host.ShutDown.IsCompleted);
    }

    [Theory]
    [InlineData(134)]
    [InlineData(0)]
    public async Task The_third_exit_within_half_an_hour_shuts_the_host_down_also_with_code_0(int code)
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app);
        for (var i = 0; i < 3; i++)
        {
            var worker = await host.Script.NextStartAsync();
            await UntilReadyAsync(host);
            worker.Start.OnLine($"crash {i}", true);
            worker.Exit(code);
        }

        var reason = await host.Host.ShutDown.WaitAsync(HostUnderTest.Patience);

        Assert.Equal("crash 2", reason.Faults[0]);
        Assert.Contains($"exited with code {code} for the third time", reason.Faults[1], StringComparison.Ordinal);
        using var answer = await CallAsync(host);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Fact]
    public async Task Exits_half_an_hour_apart_are_borne()
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app);
        var worker = await host.Script.NextStartAsync();
        for (var i = 0; i < 4; i++)
        {
            await UntilReadyAsync(host);
            worker.Exit(1);
            worker = await host.Script.NextStartAsync();
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
            var worker = await host.Script.NextStartAsync();
            await host.Host.RestartWorkerAsync(CancellationToken.None);
            Assert.Equal(137, await worker.Exited);
        }

        using var answer = await CallAsync(host);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_worker_that_exits_with_0_while_it_runs_is_told_of_and_started_again()
    {
        using var app = new AppFolder().WithHttp();
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var host = await HostUnderTest.StartAsync(app, with: options => options with { HostLines = lines.Enqueue });
        (await host.Script.NextStartAsync()).Exit(0);
        await host.Script.NextStartAsync();

        using var answer = await CallAsync(host);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(lines, line => line.Contains("exited with code 0 while the host was running", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_invocation_in_flight_fails_when_the_worker_is_killed_and_the_next_one_waits_for_it()
    {
        using var app = new AppFolder().WithHttp();
        var script = new WorkerScript
        {
            Reply = (_, stopped) => Task.Delay(Timeout.Infinite, stopped).ContinueWith(_ => WorkerReply.Done, TaskScheduler.Default),
        };
        await using var host = await HostUnderTest.StartAsync(app, script);
        var inFlight = CallAsync(host);
        await script.NextAsync();

        script.Answers = _ => WorkerReply.Done;
        using var killed = await host.Control.PostAsync(
            new Uri("/_local/handler", UriKind.Relative),
            new StringContent("""{"action":"kill"}""")
        );

        Assert.Equal(HttpStatusCode.OK, killed.StatusCode);
        using var failed = await inFlight;
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        using var next = await CallAsync(host);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task A_function_over_its_time_is_cancelled_and_fails_and_its_worker_is_ended_and_started_again()
    {
        using var app = new AppFolder().WithHttp().Host(AppFolder.HostJson.Replace("00:05:00", "00:00:00.3", StringComparison.Ordinal));
        var cancelled = new TaskCompletionSource();
        var script = new WorkerScript
        {
            Reply = async (_, stopped) =>
            {
                await using var told = stopped.Register(() => cancelled.TrySetResult());
                await new TaskCompletionSource().Task.WaitAsync(HostUnderTest.Patience, CancellationToken.None);
                return WorkerReply.Done;
            },
        };
        await using var host = await HostUnderTest.StartAsync(app, script);
        var worker = await script.NextStartAsync();

        using var answer = await CallAsync(host);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        await cancelled.Task.WaitAsync(HostUnderTest.Patience);
        await worker.Exited.WaitAsync(HostUnderTest.Patience);
        Assert.True(worker.IsTerminated);
        await script.NextStartAsync();
        Assert.Contains(
            host.Cloud.Journal.Read("host"),
            entry => $"{entry.Response}".Contains("Timeout value of", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Logs_are_shown_with_or_without_an_invocation_and_never_with_a_query()
    {
        using var app = new AppFolder().WithHttp();
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var host = await HostUnderTest.StartAsync(app, with: options => options with { HostLines = lines.Enqueue });
        var worker = await host.Script.NextStartAsync();

        await worker.LogAsync(
            new RpcLog
            {
                Category = "Web",
                Level = RpcLog.Types.Level.Information,
                Message = "GET http://localhost/api/runs?code=secret 200",
            }
        );
        await worker.LogAsync(
            new RpcLog
            {
                Category = "Mine",
                InvocationId = "1",
                Level = RpcLog.Types.Level.Error,
                Message = "it broke",
                Exception = new() { Type = "T", Message = "why" },
            }
        );
        await worker.LogAsync(
            new RpcLog
            {
                Category = "Mine",
                Level = RpcLog.Types.Level.Debug,
                Message = "quiet",
            }
        );
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while (!lines.Contains("[Mine error] it broke T: why"))
        {
            Assert.False(late.IsCancellationRequested, string.Join('\n', lines));
            await Task.Yield();
        }

        Assert.Contains("[Web] GET http://localhost/api/runs 200", lines);
        Assert.DoesNotContain(lines, line => line.Contains("quiet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_executable_that_is_not_there_fails_the_start_by_name()
    {
        using var app = new AppFolder()
            .WithTimer()
            .Worker(
                """{ "description": { "language": "dotnet-isolated", "defaultExecutablePath": "no-such-dotnet", "defaultWorkerPath": "app.dll" } }"""
            );
        await using var cloud = await CloudUnderTest.StartAsync(options =>
            options with
            {
                AppDirectory = app.Root,
                SettingsFile = app.SettingsFile,
            }
        );

        var failure = await Assert.ThrowsAsync<HostStartException>(() =>
            FunctionsHostService.StartAsync(cloud.Cloud, CancellationToken.None)
        );

        Assert.StartsWith("no-such-dotnet: the worker cannot be started", failure.Message, StringComparison.Ordinal);
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
