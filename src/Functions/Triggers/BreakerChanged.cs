using Functions.Events;
using Functions.Queue;
using Importer.Gateway;
using Importer.Telemetry;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Triggers;

/// <summary>
/// Takes the events of API Management that tell of circuit breakers. One that opened says that a member of a fleet fails, so its account is
/// looked at: it may have gone without a word. A function of its own, because it reads the gateway: where that is slow, Event Grid puts off
/// these events and not those about deployments.
/// </summary>
internal sealed partial class BreakerChanged(
    BreakerFilter filter,
    MemberLookup members,
    BreakerLooks looks,
    TimeProvider clock,
    ILogger<BreakerChanged> logger
)
{
    /// <summary>The function.</summary>
    /// <param name="event">One event in either schema, or an array of them, as text.</param>
    /// <param name="cancellationToken">Ends it.</param>
    [Function(nameof(BreakerChanged))]
    public async Task RunAsync([EventGridTrigger] string? @event, CancellationToken cancellationToken)
    {
        foreach (var judged in BreakerEvent.ReadAll(@event).Select(filter.Judge))
        {
            var now = clock.GetUtcNow();
            var found = judged.Backend is { } backend
                ? await FindAsync(backend, cancellationToken)
                : new MemberFound(null, judged.LeftAlone);
            EventMeter.Count(found.Deployment is not null, now - judged.Event.Time);
            if (found.Deployment is not { } deployment)
            {
                LogLeftAlone(judged.Event, found.LeftAlone!);
                continue;
            }

            LogTaken(judged.Event);

            // No breaker opens in the future, whatever a clock says.
            var at = judged.Event.Time is { } time && time < now ? time : now;
            await looks.TakeAsync(
                new(judged.Event.Id!, judged.Backend!, deployment.Value, at.ToUniversalTime())
                {
                    Opened = string.Equals(judged.Event.Type, BreakerEvent.Opened, StringComparison.OrdinalIgnoreCase),
                    Trip = judged.Event.Trip,
                },
                cancellationToken
            );
        }
    }

    // What cannot be read now is asked for again: a failure has Event Grid deliver the event once more. What can never be read is told.
    private async Task<MemberFound> FindAsync(string backend, CancellationToken cancellationToken)
    {
        try
        {
            return await members.FindAsync(backend, cancellationToken);
        }
        catch (GatewayUnreadableException fault) when (!fault.MayPass)
        {
            LogUnreadable(backend, fault.Message);
            return new(null, "whose it is cannot be read; the next sweep looks");
        }
    }

    [LoggerMessage(LogLevel.Information, "{Event}: taken.")]
    private partial void LogTaken(BreakerEvent @event);

    [LoggerMessage(LogLevel.Information, "{Event}: left alone, {Reason}.")]
    private partial void LogLeftAlone(BreakerEvent @event, string reason);

    [LoggerMessage(LogLevel.Error, "Backend {Backend} cannot be read: {Reason}")]
    private partial void LogUnreadable(string backend, string reason);
}
