using System.Globalization;
using System.Text.Json.Nodes;
using LocalAzure.Control;

namespace Bench.Fleets;

/// <summary>
/// Takes LocalAzure's journal while it grows, and keeps what the part tells of it: who answered, and what the importer read and wrote.
/// </summary>
internal sealed class FleetObserver : IAsyncDisposable
{
    private const int Remembered = 200;

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);

    private readonly FleetEstate _estate;
    private readonly Journal _journal;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private readonly Queue<(DateTimeOffset At, string Account, string Alias, int? Status)> _asked = [];

    public FleetObserver(FleetEstate estate, Journal journal)
    {
        (_estate, _journal) = (estate, journal);
        _journal.Clear();
        _work = Task.Run(WatchAsync);
    }

    /// <summary>Good answers of members.</summary>
    public int Answers { get; private set; }

    /// <summary>Those of provisioned ones.</summary>
    public int Provisioned { get; private set; }

    /// <summary>Calls that reached a deployment which their alias must not reach.</summary>
    public List<string> Outside { get; } = [];

    /// <summary>Who was asked by calls that were answered with an error, by the answers of each: <c>chat-01: fleet-005 none, fleet-007 503 → 503</c>.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>What the importer wrote, in order.</summary>
    public List<FleetWrite> Writes { get; } = [];

    /// <summary>What the importer read.</summary>
    public int Reads { get; private set; }

    /// <summary>Readings of one backend, of which a write makes one for its entity tag.</summary>
    public int ReadsOfOneBackend { get; private set; }

    /// <summary>Each run looks at the service once.</summary>
    public int Runs { get; private set; }

    /// <summary>Takes what is left.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
        Note();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Note();
            await Task.Delay(Often, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Note()
    {
        foreach (var entry in _journal.Take())
        {
            switch (entry)
            {
                case { Surface: "foundry" }:
                    Answered(entry);
                    break;
                case { Surface: "gateway", Status: >= 400 }:
                    Failed(entry);
                    break;
                case { Surface: "arm", Caller: "importer" }:
                    Asked(entry);
                    break;
            }
        }
    }

    // /{account}/openai/deployments/{deployment}/…
    private void Answered(JournalEntry entry)
    {
        if (entry.Path.Split('/', '?') is not [_, var account, "openai", "deployments", var alias, ..])
        {
            return;
        }

        var place = _estate.Find(account, alias);
        if (place is not { IsInside: true })
        {
            Outside.Add($"{account}/{alias}");
        }

        _asked.Enqueue((entry.Time, account, alias, entry.Status));
        if (_asked.Count > Remembered)
        {
            _asked.Dequeue();
        }

        if (entry.Status == 200)
        {
            Answers++;
            Provisioned += place?.IsProvisioned == true ? 1 : 0;
        }
    }

    // Other calls of the alias at the same time are among them.
    private void Failed(JournalEntry entry)
    {
        var alias =
            entry.Path.Split('/').SkipWhile(word => word != "deployments").Skip(1).FirstOrDefault()
            ?? (string?)(entry.Body as JsonObject)?["model"];
        var tries = _asked
            .Where(one => one.Alias == alias && one.At >= entry.Time && one.At <= entry.Time.AddMilliseconds(entry.Ms))
            .Select(one => $"{one.Account} {one.Status?.ToString(CultureInfo.InvariantCulture) ?? "none"}");
        Failures.Add($"{alias}: {string.Join(", ", tries)} → {entry.Status}");
    }

    private void Asked(JournalEntry entry)
    {
        var path = entry.Path.Split('?')[0];
        if (entry.Method == "GET")
        {
            Reads++;
            Runs += path.EndsWith("/service/contoso-apim", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
            ReadsOfOneBackend += path.Contains("/backends/", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        }
        else if (entry is { Method: "PUT" or "PATCH" or "DELETE", Status: >= 200 and < 300 })
        {
            Writes.Add(FleetWrite.Of(entry, path));
        }
    }
}

/// <summary>One write of the importer.</summary>
/// <param name="Kind">What was written: backend, pool, second pool, fragment, policy, API, role, or the last words of another path.</param>
/// <param name="Name">The resource's own name.</param>
/// <param name="From">When it was sent.</param>
/// <param name="To">When it was answered.</param>
/// <param name="Members">The members of a pool.</param>
internal sealed record FleetWrite(string Kind, string Name, DateTimeOffset From, DateTimeOffset To, IReadOnlySet<string> Members)
{
    public static FleetWrite Of(JournalEntry entry, string path) =>
        new(
            KindOf(path),
            path.Split('/')[^1],
            entry.Time,
            entry.Time.AddMilliseconds(entry.Ms),
            MembersOf(entry.Body).ToHashSet(StringComparer.OrdinalIgnoreCase)
        );

    private static string KindOf(string path)
    {
        var words = path.Split('/');
        return words[^2] switch
        {
            "policies" => "policy",
            "policyFragments" => "fragment",
            "apis" => "API",
            "roleAssignments" => "role",
            "backends" when words[^1].EndsWith("--rest", StringComparison.Ordinal) => "second pool",
            "backends" when words[^1].Split("--").Length == 2 => "pool",
            "backends" => "backend",
            var other => other,
        };
    }

    private static IEnumerable<string> MembersOf(JsonNode? body) =>
        (body as JsonObject)?["properties"]?["pool"]?["services"]?.AsArray().Select(service => ((string)service!["id"]!).Split('/')[^1])
        ?? [];
}
