using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>Several instances of the app, and the worker that is killed at the worst moment.</summary>
public sealed class InstancesTests
{
    private const string Things = "/api/Things";

    [Fact]
    public async Task Instances_take_turns_and_share_the_queues()
    {
        using var app = new AppFolder().WithHttp().WithQueue();
        await using var host = await HostUnderTest.StartAsync(app, with: options => options with { Instances = 2 });
        var workers = new[] { await host.Script.NextStartAsync(), await host.Script.NextStartAsync() }
            .Select(worker => worker.Start.WorkerId)
            .Order()
            .ToArray();
        Assert.Equal(2, workers.Distinct().Count());

        foreach (var _ in Enumerable.Range(0, 4))
        {
            using var answer = await CallAsync(host);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal([workers[0], workers[0], workers[1], workers[1]], (await TakeAsync(host, 4)).Order());

        // The first message is held until the other instance has taken the second.
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        host.Script.Reply = async (_, stopped) =>
        {
            if (Interlocked.Increment(ref seen) == 2)
            {
                both.SetResult();
            }

            await both.Task.WaitAsync(HostUnderTest.Patience, stopped);
            return WorkerReply.Done;
        };
        host.Host.Queues.Add("work", Encoding.UTF8.GetBytes("one"));
        host.Host.Queues.Add("work", Encoding.UTF8.GetBytes("two"));
        Assert.Equal(workers, (await TakeAsync(host, 2)).Order());
        await host.UntilQueueAsync("work", visible: 0, invisible: 0);
    }

    [Fact]
    public async Task Killing_ends_the_worker_of_the_first_instance_only()
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app, with: options => options with { Instances = 2 });
        var workers = new[] { await host.Script.NextStartAsync(), await host.Script.NextStartAsync() };

        await host.Host.RestartWorkerAsync(CancellationToken.None);

        var again = await host.Script.NextStartAsync();
        var killed = Assert.Single(workers, worker => worker.Exited.IsCompleted);
        Assert.NotEqual(killed.Start.WorkerId, again.Start.WorkerId);
    }

    [Fact]
    public async Task A_fault_kills_the_worker_when_the_work_is_done_and_nobody_gets_the_answer()
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app);
        var worker = await host.Script.NextStartAsync();
        using var rule = await host.Control.PostAsJsonAsync(
            new Uri("/_local/faults", UriKind.Relative),
            new
            {
                surface = "arm",
                method = "PUT",
                pathPattern = "resourceGroups/rg-killed",
                kill = true,
            }
        );
        Assert.True(rule.IsSuccessStatusCode, await rule.Content.ReadAsStringAsync());
        var group = new Uri($"{CloudUnderTest.Subscription}/resourceGroups/rg-killed?api-version=2022-09-01", UriKind.Relative);

        await Assert.ThrowsAsync<HttpRequestException>(() => host.Control.PutAsJsonAsync(group, new { location = "swedencentral" }));

        Assert.Equal(137, await worker.Exited.WaitAsync(HostUnderTest.Patience));
        await host.Script.NextStartAsync();
        using var made = await host.Control.GetAsync(group);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        Assert.Equal("worker killed", host.Cloud.Journal.Read("arm").First(entry => entry.Method == "PUT").Fault);
    }

    private static Task<HttpResponseMessage> CallAsync(HostUnderTest host) =>
        host.Client.GetAsync(new Uri($"{Things}?code={host.Host.Keys.FunctionKey}", UriKind.Relative));

    // The workers that were called, in order of the calls.
    private static async Task<IReadOnlyList<string>> TakeAsync(HostUnderTest host, int requests)
    {
        var workers = new List<string>();
        for (var i = 0; i < requests; i++)
        {
            workers.Add((await host.Script.NextAsync()).WorkerId);
        }

        return workers;
    }
}
