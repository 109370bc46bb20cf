using System.Text.Json.Nodes;
using LocalAzure.Gateway.Backends;
using LocalAzure.Gateway.Configuration;

namespace LocalAzure.EventGrid;

/// <summary>
/// The events of the API Management service's own system topic that tell of circuit breakers (preview).
/// https://learn.microsoft.com/azure/event-grid/event-schema-api-management#circuit-breaker-events
/// </summary>
internal sealed class BreakerEvents(Cloud cloud, Action<JsonObject, DateTimeOffset> publish, CancellationToken stop)
{
    private const string Service = "Microsoft.ApiManagement/service";

    /// <summary>Tells that a breaker has opened, and that it has closed once it has.</summary>
    public void Opened(BreakerTable breakers, BackendEntry backend, BreakerRule rule, TimeSpan duration)
    {
        Publish(EventTypes.BreakerOpened, backend, rule, duration);
        _ = TellClosedAsync(breakers, backend, rule, duration);
    }

    private async Task TellClosedAsync(BreakerTable breakers, BackendEntry backend, BreakerRule rule, TimeSpan duration)
    {
        try
        {
            // A call that was under way may have moved the end.
            while (breakers.UntilOneCloses([backend]) is { } wait)
            {
                await Task.Delay(wait, cloud.Clock, stop);
            }

            Publish(EventTypes.BreakerClosed, backend, rule, duration);
        }
        catch (OperationCanceledException)
        {
            // The cloud stops.
        }
    }

    private void Publish(string type, BackendEntry backend, BreakerRule rule, TimeSpan duration)
    {
        if (cloud.GatewaySettings.BreakerEventsTo is null || cloud.Store.OfType(Service) is not [var service, ..])
        {
            return;
        }

        var now = cloud.Clock.GetUtcNow();
        for (var instance = 0; instance < cloud.GatewaySettings.Instances; instance++)
        {
            publish(Event(type, service.Id, (backend, rule), duration, now), now);
        }
    }

    private static JsonObject Event(
        string type,
        string service,
        (BackendEntry Backend, BreakerRule Rule) of,
        TimeSpan duration,
        DateTimeOffset now
    ) =>
        new()
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["topic"] = service,
            ["subject"] = $"/backends/{of.Backend.Id}/circuit-breaker/rules/{of.Rule.Name}",
            ["data"] = new JsonObject
            {
                ["backendName"] = of.Backend.Id,
                ["circuitBreaker"] = new JsonObject
                {
                    ["rules"] = new JsonObject { [of.Rule.Name] = new JsonObject { ["tripDuration"] = duration.ToString("c") } },
                },
            },
            ["eventType"] = type,
            ["dataVersion"] = "1",
            ["metadataVersion"] = "1",
            ["eventTime"] = EventFactory.Text(now),
        };
}
