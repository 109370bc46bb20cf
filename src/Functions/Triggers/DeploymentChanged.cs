using System.Text.Json;
using System.Text.Json.Nodes;
using Functions.Events;
using Functions.Host;
using Functions.Messages;
using Functions.Runs;
using Importer;
using Importer.Telemetry;

namespace Functions.Triggers;

/// <summary>
/// Takes Event Grid's events, turns those that are ours into "look again at this scope", and leaves the work to the queue.
/// It answers within a moment, and success even for what it cannot read: a failure would have Event Grid send the same again.
/// </summary>
internal sealed partial class DeploymentChanged(EventSieve sieve, PendingRequests pending, TimeProvider clock, ILogger<DeploymentChanged> logger) : IFunction
{
    /// <summary>The queue output binding.</summary>
    public const string Output = "requests";

    /// <inheritdoc/>
    public Task<Answer> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var readings = EventsOf(invocation).Select(value => sieve.Read(ArmEvent.Read(value))).ToList();
        foreach (var reading in readings)
        {
            Log(reading);
            EventMeter.Count(reading.LeftAlone is null, clock.GetUtcNow() - reading.Event.Time);
        }

        var requests = EventFolder.Fold(readings).Select(nudge => RequestFor(nudge.Scope, nudge.Time)).ToList();
        foreach (var request in requests)
        {
            pending.Add(request);
            LogEnqueued(request.RunId, request.Scope!);
        }

        var answer = Answer.Done([.. readings.Select(LineFor), .. requests.Select(request => $"run {request.RunId} will look at {request.Scope}")]);

        // An array of strings is the one form that the host passes on byte for byte, one message each.
        return Task.FromResult(requests.Count == 0
            ? answer
            : answer.With(Output, new JsonArray([.. requests.Select(request => JsonValue.Create(ImportMessage.Write(request)))])));
    }

    private static IEnumerable<JsonElement> EventsOf(Invocation invocation)
    {
        var input = invocation.Input("events");
        var value = WireValue.Open(input.ValueKind == JsonValueKind.Undefined ? invocation.Input("event") : input);
        return value.ValueKind switch
        {
            JsonValueKind.Undefined => [],
            JsonValueKind.Array => value.EnumerateArray().Select(WireValue.Open),
            _ => [value],
        };
    }

    private static string LineFor(EventReading reading) =>
        reading.LeftAlone is null ? $"{reading.Event}: taken" : $"{reading.Event}: left alone, {reading.LeftAlone}";

    private ReconcileRequest RequestFor(ResourceId scope, DateTimeOffset? eventTime) => new()
    {
        RunId = RunId.Mint(clock),
        Reason = RunReason.Event,
        Scope = scope,
        EventTime = eventTime,
        ReceivedAt = clock.GetUtcNow(),
    };

    private void Log(EventReading reading)
    {
        if (reading.LeftAlone is { } reason)
        {
            LogLeftAlone(reading.Event, reason);
        }
        else
        {
            LogTaken(reading.Event);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Event}: taken.")]
    private partial void LogTaken(ArmEvent @event);

    [LoggerMessage(LogLevel.Information, "{Event}: left alone, {Reason}.")]
    private partial void LogLeftAlone(ArmEvent @event, string reason);

    [LoggerMessage(LogLevel.Information, "Run {RunId} will look at {Scope}.")]
    private partial void LogEnqueued(string runId, ResourceId scope);
}
