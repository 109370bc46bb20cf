using System.Globalization;
using System.Text.Json.Nodes;
using LocalAzure.Control;

namespace Bench.Parts;

/// <summary>
/// Where the time went between an event and the first good answer, in milliseconds, from the run's record and the journal.
/// </summary>
internal sealed record EventTiming
{
    public required double Delivery { get; init; }

    public required double Queue { get; init; }

    public required double Discover { get; init; }

    public required double Observe { get; init; }

    public required double Apply { get; init; }

    /// <summary>From the last write to the test call that was answered well: what Azure needs to make it effective.</summary>
    public required double Propagate { get; init; }

    public required double Probe { get; init; }

    public required double Total { get; init; }

    public static IReadOnlyList<(string Name, Func<EventTiming, double> Of)> Phases { get; } =
    [
        ("delivery", timing => timing.Delivery),
        ("queue", timing => timing.Queue),
        ("discover", timing => timing.Discover),
        ("observe", timing => timing.Observe),
        ("apply", timing => timing.Apply),
        ("propagate", timing => timing.Propagate),
        ("probe", timing => timing.Probe),
    ];

    /// <summary>The timing of a run that wrote something and was answered; null for another.</summary>
    public static EventTiming? Of(JsonNode run, IReadOnlyList<JournalEntry> journal, string path)
    {
        var started = At(run["startedAt"]);
        var calls = journal.Where(entry => entry is { Surface: "arm", Caller: "importer" } && entry.Time >= started).ToList();
        var writes = calls.Where(entry => entry.Method == "PUT").ToList();
        var answered = journal.FirstOrDefault(entry =>
            entry is { Surface: "gateway", Status: 200 }
            && entry.Time >= started
            && entry.Path.StartsWith(path, StringComparison.OrdinalIgnoreCase)
        );
        if (writes.Count == 0 || answered is null)
        {
            return null;
        }

        var eventTime = At(run["timing"]!["eventTime"]);
        var receivedAt = At(run["timing"]!["receivedAt"]);
        var firstWrite = writes.Min(entry => entry.Time);
        var lastWrite = writes.Max(End);
        var discovered = calls
            .Where(entry =>
                entry.Path.Contains("Microsoft.CognitiveServices", StringComparison.Ordinal)
                && !entry.Path.Contains("roleAssignments", StringComparison.Ordinal)
                && entry.Time < firstWrite
            )
            .Max(End);
        return new EventTiming
        {
            Delivery = Ms(eventTime, receivedAt),
            Queue = Ms(receivedAt, started),
            Discover = Ms(started, discovered),
            Observe = Ms(discovered, firstWrite),
            Apply = Ms(firstWrite, lastWrite),
            Propagate = Ms(lastWrite, answered.Time),
            Probe = answered.Ms,
            Total = Ms(eventTime, End(answered)),
        };
    }

    private static DateTimeOffset At(JsonNode? time) => DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture);

    private static DateTimeOffset End(JournalEntry entry) => entry.Time + TimeSpan.FromMilliseconds(entry.Ms);

    private static double Ms(DateTimeOffset from, DateTimeOffset to) => (to - from).TotalMilliseconds;
}
