using System.Text;

namespace LocalAzure.Tests.FunctionsHost;

public sealed class QueueTriggerTests
{
    [Theory]
    [InlineData("""{"runId":"r1"}""")]
    [InlineData("""[{"a":1},{"a":2}]""")]
    [InlineData("plain é \"q\"")]
    [InlineData("42")]
    [InlineData("null")]
    [InlineData("\"quoted\"")]
    [InlineData("")]
    public async Task Message_text_arrives_exactly_as_it_was_sent(string text)
    {
        using var app = new AppFolder().WithQueue();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Host.Queues.Add("work", Encoding.UTF8.GetBytes(text));

        Assert.Equal(text, (await host.Script.NextAsync()).Input.String);
        await host.UntilQueueAsync("work", visible: 0, invisible: 0);
    }

    [Fact]
    public async Task A_binary_trigger_gets_bytes_and_no_properties_in_metadata()
    {
        using var app = new AppFolder().WithQueue(more: """, "dataType": "binary" """);
        await using var host = await HostUnderTest.StartAsync(app);
        host.Host.Queues.Add("work", """{"runId":"r1"}"""u8.ToArray());

        var request = await host.Script.NextAsync();

        Assert.Equal("""{"runId":"r1"}""", request.Input.Bytes.ToStringUtf8());
        Assert.DoesNotContain("runId", request.Metadata.Select(pair => pair.Key));
    }

    [Fact]
    public async Task Metadata_holds_the_messages_own_data_and_its_spread_properties()
    {
        using var app = new AppFolder().WithQueue();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Host.Queues.Add(
            "work",
            Encoding.UTF8.GetBytes(
                """{"runId":"r1","n":7,"f":1.50,"ok":true,"when":"2026-11-21T10:00:00.000Z","tags":["a"],"job":{"kind":"drift"},"nul":null,"popReceipt":"forged"}"""
            )
        );

        var metadata = (await host.Script.NextAsync()).Metadata;

        Assert.Equal(1, (int?)metadata["DequeueCount"]);
        Assert.Equal("r1", (string?)metadata["runId"]);
        Assert.Equal("7", (string?)metadata["n"]);
        Assert.Equal("1.5", (string?)metadata["f"]);
        Assert.Equal("True", (string?)metadata["ok"]);
        Assert.Equal("11/21/2026 10:00:00", (string?)metadata["when"]);
        Assert.Equal("drift", (string?)metadata["job"]!["kind"]);
        Assert.Equal("forged", (string?)metadata["PopReceipt"]);
        Assert.True(Guid.TryParse((string?)metadata["Id"], out _));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$", (string?)metadata["InsertionTime"]);
        Assert.Contains("QueueTrigger", metadata.Select(pair => pair.Key));
        Assert.DoesNotContain(metadata, pair => pair.Key is "tags" or "nul" or "sys");
    }

    [Fact]
    public async Task A_failed_message_comes_back_after_the_visibility_timeout_and_in_the_end_goes_to_the_poison_queue()
    {
        using var app = new AppFolder().WithQueue();
        await using var host = await HostUnderTest.StartAsync(app, new WorkerScript { Answers = _ => WorkerReply.Failed() });
        host.Host.Queues.Add("work", "m"u8.ToArray());

        var ids = new HashSet<string?>();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var metadata = (await host.Script.NextAsync()).Metadata;
            Assert.Equal(attempt, (int?)metadata["DequeueCount"]);
            ids.Add((string?)metadata["Id"]);
            if (attempt < 3)
            {
                await host.UntilQueueAsync("work", visible: 0, invisible: 1);
                Assert.False(host.Script.HasMore);
                await AdvanceOnceReleasedAsync(host);
            }
        }

        await host.UntilQueueAsync("work-poison", visible: 1, invisible: 0);
        await host.UntilQueueAsync("work", visible: 0, invisible: 0);
        Assert.Single(ids);
    }

    [Fact]
    public async Task With_a_batch_size_of_one_messages_are_worked_on_one_after_the_other_in_order()
    {
        using var app = new AppFolder().WithQueue();
        var running = 0;
        var most = 0;
        await using var host = await HostUnderTest.StartAsync(
            app,
            new WorkerScript
            {
                Reply = async (_, _) =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref running));
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                    return WorkerReply.Done;
                },
            }
        );
        foreach (var number in Enumerable.Range(0, 20))
        {
            host.Host.Queues.Add("work", Encoding.UTF8.GetBytes($"{number}"));
        }

        foreach (var number in Enumerable.Range(0, 20))
        {
            Assert.Equal($"{number}", (string?)(await host.Script.NextAsync()).Data);
        }

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Larger_batches_are_worked_on_together()
    {
        using var app = new AppFolder()
            .WithQueue()
            .Host(AppFolder.HostJson.Replace("\"batchSize\": 1", "\"batchSize\": 3", StringComparison.Ordinal));
        var all = new TaskCompletionSource();
        var running = 0;
        await using var host = await HostUnderTest.StartAsync(
            app,
            new WorkerScript
            {
                Reply = async (_, stopped) =>
                {
                    if (Interlocked.Increment(ref running) == 3)
                    {
                        all.SetResult();
                    }

                    await all.Task.WaitAsync(HostUnderTest.Patience, stopped);
                    return WorkerReply.Done;
                },
            }
        );

        // A look between two of them would fetch the first alone, and go on only when that is done.
        await host.Host.DrainAsync();
        foreach (var number in Enumerable.Range(0, 3))
        {
            host.Host.Queues.Add("work", Encoding.UTF8.GetBytes($"{number}"));
        }

        host.Host.Resume();
        await all.Task.WaitAsync(HostUnderTest.Patience);
        await host.UntilQueueAsync("work", visible: 0, invisible: 0);
    }

    [Fact]
    public async Task A_message_outlives_a_restart_of_the_cloud_on_the_same_folder()
    {
        using var app = new AppFolder().WithQueue();
        using var data = new AppFolder();
        await using (
            var before = await CloudUnderTest.StartAsync(options => options with { DataDirectory = Path.Combine(data.Root, "copy") })
        )
        {
            before.Cloud.Queues.Add("work", Convert.ToBase64String("kept"u8), TimeSpan.Zero, TimeSpan.FromDays(1));
            Assert.Single(before.Cloud.Queues.Take("work", 1, TimeSpan.FromSeconds(30)));
            CopyFolder(Path.Combine(data.Root, "copy"), Path.Combine(data.Root, "after"));
        }

        await using var after = await HostUnderTest.StartAsync(
            app,
            with: options => options with { DataDirectory = Path.Combine(data.Root, "after") }
        );
        after.Cloud.Clock.Advance(TimeSpan.FromSeconds(30));
        var request = await after.Script.NextAsync();

        Assert.Equal("kept", (string?)request.Data);
        Assert.Equal(2, (int?)request.Metadata["DequeueCount"]);
    }

    [Fact]
    public async Task Bytes_that_are_not_text_count_as_failed_tries_of_a_text_trigger()
    {
        using var app = new AppFolder()
            .WithQueue()
            .Host(AppFolder.HostJson.Replace("\"maxDequeueCount\": 3", "\"maxDequeueCount\": 1", StringComparison.Ordinal));
        await using var host = await HostUnderTest.StartAsync(app);
        host.Host.Queues.Add("work", [0xff, 0xfe]);

        await host.UntilQueueAsync("work-poison", visible: 1, invisible: 0);
        Assert.False(host.Script.HasMore);
    }

    [Fact]
    public async Task A_message_that_is_not_base64_goes_to_the_poison_queue_at_once()
    {
        using var app = new AppFolder().WithQueue();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Cloud.Queues.Add("work", "not base64!", TimeSpan.Zero, TimeSpan.FromDays(1));

        await host.UntilQueueAsync("work-poison", visible: 1, invisible: 0);
        await host.UntilQueueAsync("work", visible: 0, invisible: 0);
        Assert.False(host.Script.HasMore);
    }

    // The try is over once the message waits for its next one.
    private static async Task AdvanceOnceReleasedAsync(HostUnderTest host)
    {
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while (host.Host.Queues.Counts()["work"].InWork > 0)
        {
            Assert.False(late.IsCancellationRequested);
            await Task.Yield();
        }

        host.Cloud.Clock.Advance(TimeSpan.FromSeconds(30));
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
