using System.Text.Json.Nodes;

namespace LocalAzure.Demo;

/// <summary>Reads the stand-in's own records: who called ARM, and when events were raised.</summary>
internal sealed class ControlClient(HttpClient arm)
{
    // A message is tried again half a minute later.
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(31);

    public async Task<JsonNode> ReadyAsync(CancellationToken cancellationToken) =>
        JsonNode.Parse(await arm.GetStringAsync(new Uri("/_local/ready", UriKind.Relative), cancellationToken))!;

    /// <summary>The importer's ARM calls from that journal entry on.</summary>
    public async Task<ArmCalls> CallsAfterAsync(long seq, CancellationToken cancellationToken)
    {
        var entries = await JournalAsync("?surface=arm", cancellationToken);
        var calls = entries.Where(entry => (long)entry["seq"]! > seq && (string?)entry["caller"] == "importer").ToList();
        var reads = calls.Count(entry => (string?)entry["method"] is "GET" or "HEAD");
        return new ArmCalls
        {
            Reads = reads,
            Writes = calls.Count(entry => (string?)entry["method"] is "PUT" or "PATCH" or "DELETE"),
            LastSeq = entries.Count == 0 ? seq : (long)entries[^1]["seq"]!,
        };
    }

    /// <summary>The newest journal entry of all surfaces.</summary>
    public async Task<long> LastSeqAsync(CancellationToken cancellationToken) =>
        await JournalAsync("?tail=1", cancellationToken) is [.., var last] ? (long)last["seq"]! : 0;

    /// <summary>The accounts whose deployment of that name answered well after that journal entry.</summary>
    public async Task<HashSet<string>> AnsweredAfterAsync(long seq, string deployment, CancellationToken cancellationToken) =>
        [
            .. (await JournalAsync($"?surface=foundry&after={seq}", cancellationToken))
                .Where(entry => (int?)entry["status"] == 200)
                .Select(entry => PathOf(entry).Split('/'))
                .Where(words => words is [_, _, "openai", "deployments", var name, ..] && name == deployment)
                .Select(words => words[1]),
        ];

    /// <summary>Makes the deployments of an account answer 429, which is to last so long.</summary>
    public Task ThrottleDeploymentsAsync(string account, TimeSpan time, CancellationToken cancellationToken) =>
        PostAsync(
            "deployments",
            new()
            {
                ["account"] = account,
                ["status"] = 429,
                ["retryAfter"] = (int)time.TotalSeconds,
            },
            cancellationToken
        );

    /// <summary>Moves the stand-in's time.</summary>
    public Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken) =>
        PostAsync("clock", new() { ["advance"] = System.Xml.XmlConvert.ToString(by) }, cancellationToken);

    /// <summary>
    /// Where nothing but messages that wait for their next try is left, moves the stand-in's time past the wait between two tries.
    /// </summary>
    public async Task SkipWaitAsync(CancellationToken cancellationToken)
    {
        var events = JsonNode.Parse(
            await arm.GetStringAsync(new Uri("/_local/events?state=pending", UriKind.Relative), cancellationToken)
        )!["events"]!;
        var queues = JsonNode.Parse(await arm.GetStringAsync(new Uri("/_local/queues", UriKind.Relative), cancellationToken))!;
        var requests = queues["import-requests"]!;
        var inWork = (int)requests["inWork"]!;
        var isWaiting = (int)requests["invisible"]! > inWork;
        if (isWaiting && inWork + (int)requests["visible"]! + events.AsArray().Count == 0)
        {
            await AdvanceAsync(BetweenTries, cancellationToken);
        }
    }

    /// <summary>The blob of that ending that was written to the report store after that journal entry: its path and its content.</summary>
    public async Task<(string Path, JsonNode? Content)> WrittenAfterAsync(long seq, string ending, CancellationToken cancellationToken)
    {
        var written = await Check.UntilAsync(
            $"a blob '…{ending}' is written to the report store",
            async () =>
            {
                var entries = await JournalAsync("?surface=blob", cancellationToken);
                return entries.FindAll(entry =>
                    (long)entry["seq"]! > seq
                    && (string?)entry["method"] == "PUT"
                    && PathOf(entry).EndsWith(ending, StringComparison.Ordinal)
                );
            },
            found => found.Count > 0,
            cancellationToken
        );
        return (PathOf(written[^1]), written[^1]["body"]);
    }

    /// <summary>Waits until every queue is empty: no run is under way or to come.</summary>
    public Task QuietAsync(CancellationToken cancellationToken) =>
        Check.UntilAsync(
            "the work queue is empty",
            () => arm.GetStringAsync(new Uri("/_local/queues", UriKind.Relative), cancellationToken),
            seen => JsonNode.Parse(seen)!.AsObject().All(queue => (int?)queue.Value?["visible"] + (int?)queue.Value?["invisible"] == 0),
            cancellationToken
        );

    /// <summary>When the newest event about that resource was raised.</summary>
    public async Task<DateTimeOffset> EventTimeAsync(string subject, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse(await arm.GetStringAsync(new Uri("/_local/events", UriKind.Relative), cancellationToken))!;
        var last = body["events"]!
            .AsArray()
            .LastOrDefault(one => subject.Equals((string?)one!["subject"], StringComparison.OrdinalIgnoreCase));
        return last is null
            ? throw new DemoFailedException($"Event Grid has an event about {subject}", body.ToJsonString())
            : DateTimeOffset.Parse((string)last["time"]!, null);
    }

    private async Task PostAsync(string route, JsonObject body, CancellationToken cancellationToken)
    {
        using var answer = await arm.PostAsJsonAsync(new Uri($"/_local/{route}", UriKind.Relative), body, cancellationToken);
        Check.That(answer.IsSuccessStatusCode, $"POST /_local/{route} is accepted", $"{(int)answer.StatusCode}");
    }

    private static string PathOf(JsonNode entry) => ((string?)entry["path"] ?? "").Split('?')[0];

    private async Task<List<JsonNode>> JournalAsync(string query, CancellationToken cancellationToken)
    {
        var lines = await arm.GetStringAsync(new Uri($"/_local/journal{query}", UriKind.Relative), cancellationToken);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
