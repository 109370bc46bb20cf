using System.Text;

namespace LocalAzure.Tests.FunctionsHost;

public sealed class QueueTriggerTests
{
    [Theory]
    [InlineData("""{"runId":"r1"}""", "\"{\\\"runId\\\":\\\"r1\\\"}\"")]
    [InlineData("""[{"a":1},{"a":2}]""", "\"[{\\\"a\\\":1},{\\\"a\\\":2}]\"")]
    [InlineData("plain é \"q\"", "\"plain é \\\"q\\\"\"")]
    [InlineData("42", "\"42\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("\"quoted\"", "\"\\\"quoted\\\"\"")]
    [InlineData("", "\"\"")]
    public async Task Message_text_arrives_as_a_string_that_holds_a_json_string(string text, string data)
    {
        using var app = new AppFolder().WithQueue();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Host.Queues.Add("work", Encoding.UTF8.GetBytes(text));

        Assert.Equal(data, (string?)(await host.Script.NextAsync()).Data);
        await host.UntilQueueAsync("work", visible: 0, invisible: 0);
    }

    [Fact]
    public async Task A_binary_trigger_gets_base64_and_no_properties_in_metadata()
    {
        using var app = new AppFolder().WithQueue(more: """, "dataType": "binary" """);
        await using var host = await HostUnderTest.StartAsync(app);
        host.Host.Queues.Add("work", """{"runId":"r1"}"""u8.ToArray());

        var request = await host.Script.NextAsync();

        Assert.Equal("eyJydW5JZCI6InIxIn0=", (string?)request.Data);
        Assert.DoesNotContain("runId", request.Metadata.Select(pair => pair.Key));
    }

    [Fact]
    public async Task Metadata_holds_the_messages_own_data_and_its_spread_properties()
    {
        using var app = new AppFolder().WithQueue();
        await using var host = await HostUnderTest.StartAsync(app);
        host.Host.Queues.Add("work", Encoding.UTF8.GetBytes(
            """{"runId":"r1","n":7,"f":1.50,"ok":true,"when":"2026-11-21T10:00:00.000Z","tags":["a"],"job":{"kind":"drift"},"nul":null,"popReceipt":"forged"}"""));

        var metadata = (await host.Script.NextAsync()).Metadata;

        Assert.Equal("1", (string?)metadata["DequeueCount"]);
        Assert.Equal("\"r1\"", (string?)metadata["runId"]);
        Assert.Equal("\"7\"", (string?)metadata["n"]);
        Assert.Equal("\"1.5\"", (string?)metadata["f"]);
        Assert.Equal("\"True\"", (string?)metadata["ok"]);
        Assert.Equal("\"11/21/2026 10:00:00\"", (string?)metadata["when"]);
        Assert.Equal("drift", (string?)metadata["job"]!["kind"]);
        Assert.Equal("\"forged\"", (string?)metadata["PopReceipt"]);
        Assert.True(Guid.TryParse(((string)metadata["Id"]!).Trim('"'), out _));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$", (string?)metadata["InsertionTime"]);
        Assert.DoesNotContain(metadata, pair => pair.Key is "tags" or "nul" or "QueueTrigger");
        Assert.Equal("Work", (string?)metadata["sys"]!["MethodName"]);
    }

    [Fact]
    public async Task A_failed_message_comes_back_after_the_visibility_timeout_and_in_the_end_goes_to_the_poison_queue()
    {
        using var app = new AppFolder().WithQueue();
        await using var host = await HostUnderTest.StartAsync(app, new HandlerScript { Answers = _ => HandlerReply.Failed(500) });
        host.Host.Queues.Add("work", "m"u8.ToArray());

        var ids = new HashSet<string?>();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var metadata = (await host.Script.NextAsync()).Metadata;
            Assert.Equal($"{attempt}", (string?)metadata["DequeueCount"]);
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
        await using var host = await HostUnderTest.StartAsync(app, new HandlerScript
        {
            Reply = async (_, _) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return HandlerReply.Done;
            },
        });
        foreach (var number in Enumerable.Range(0, 20))
        {
            host.Host.Queues.Add("work", Encoding.UTF8.GetBytes($"{number}"));
        }

        foreach (var number in Enumerable.Range(0, 20))
        {
            Assert.Equal($"\"{number}\"", (string?)(await host.Script.NextAsync()).Data);
        }

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Larger_batches_are_worked_on_together()
    {
        using var app = new AppFolder().WithQueue().Host(AppFolder.HostJson.Replace("\"batchSize\": 1", "\"batchSize\": 3", StringComparison.Ordinal));
        var all = new TaskCompletionSource();
        var running = 0;
        await using var host = await HostUnderTest.StartAsync(app, new HandlerScript
        {
            Reply = async (_, stopped) =>
            {
                if (Interlocked.Increment(ref running) == 3)
                {
                    all.SetResult();
                }

                await all.Task.WaitAsync(HostUnderTest.Patience, stopped);
                return HandlerReply.Done;
            },
        });
        foreach (var number in Enumerable.Range(0, 3))
        {
            host.Host.Queues.Add("work", Encoding.UTF8.GetBytes($"{number}"));
        }

        await all.Task.WaitAsync(HostUnderTest.Patience);
        await host.UntilQueueAsync("work", visible: 0, invisible: 0);
    }

    [Fact]
    public async Task A_message_outlives_a_restart_of_the_cloud_on_the_same_folder()
    {
        using var app = new AppFolder().WithQueue();
        using var data = new AppFolder();
        await using (var before = await HostUnderTest.StartAsync(
            app, new HandlerScript { Answers = _ => HandlerReply.Failed(500) }, options => options with { DataDirectory = Path.Combine(data.Root, "copy") }))
        {
            before.Host.Queues.Add("work", "kept"u8.ToArray());
            await before.Script.NextAsync();
            await before.Host.DisposeAsync();
            CopyFolder(Path.Combine(data.Root, "copy"), Path.Combine(data.Root, "after"));
        }

        await using var after = await HostUnderTest.StartAsync(
            app, with: options => options with { DataDirectory = Path.Combine(data.Root, "after") });
        after.Cloud.Clock.Advance(TimeSpan.FromSeconds(30));
        var request = await after.Script.NextAsync();

        Assert.Equal("\"kept\"", (string?)request.Data);
        Assert.Equal("2", (string?)request.Metadata["DequeueCount"]);
    }

    [Fact]
    public async Task A_message_sent_by_hand_has_no_id_and_shows_once_more_in_metadata()
    {
        using var app = new AppFolder().WithQueue();
        await using var host = await HostUnderTest.StartAsync(app);
        using var answer = await host.ByHandAsync("Work", "text");

        var request = await host.Script.NextAsync();

        Assert.Equal("\"text\"", (string?)request.Data);
        Assert.Equal("\"text\"", (string?)request.Metadata["msg"]);
        Assert.Equal("0", (string?)request.Metadata["DequeueCount"]);
        Assert.StartsWith("9999-", (string?)request.Metadata["ExpirationTime"], StringComparison.Ordinal);
        Assert.DoesNotContain(request.Metadata, pair => pair.Key is "Id" or "PopReceipt");
    }

    [Fact]
    public async Task Bytes_that_are_not_text_count_as_failed_tries_of_a_text_trigger()
    {
        using var app = new AppFolder().WithQueue().Host(AppFolder.HostJson.Replace("\"maxDequeueCount\": 3", "\"maxDequeueCount\": 1", StringComparison.Ordinal));
        await using var host = await HostUnderTest.StartAsync(app);
        host.Host.Queues.Add("work", [0xff, 0xfe]);

        await host.UntilQueueAsync("work-poison", visible: 1, invisible: 0);
        Assert.False(host.Script.HasMore);
    }

    // The try is over once the message waits for its next one.
    private static async Task AdvanceOnceReleasedAsync(HostUnderTest host)
    {
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while (host.Host.Queues.NextVisible("work") is null)
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
