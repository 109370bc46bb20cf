using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LocalAzure.Arm;

namespace LocalAzure.EventGrid;

/// <summary>
/// The stand-in for the subscription's system topic and its event subscriptions: an event for each management write,
/// delete or action that succeeded, delivered at least once, in no particular order, with the published retry schedule.
/// https://learn.microsoft.com/azure/event-grid/delivery-and-retry
/// </summary>
public sealed class EventGridService : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<PublishedEvent> _events = [];
    private readonly HashSet<Task> _deliveries = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Cloud _cloud;
    private readonly DeliveryClient _client;
    private readonly EventDelivery _delivery;
    private DeliverySettings _settings = new();
    private Random _random = new(0);
    private int _toDrop;

    private EventGridService(Cloud cloud)
    {
        _cloud = cloud;
        _client = new DeliveryClient(cloud);
        _delivery = new EventDelivery(_client, cloud.Clock);
        cloud.Operations.Completed += Publish;
        cloud.Gateway.Breakers.Opened = new BreakerEvents(cloud, Publish, _stop.Token).Opened;
    }

    /// <summary>Listens to the management plane from now on.</summary>
    public static Task<EventGridService> StartAsync(Cloud cloud, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var service = new EventGridService(cloud);
        cloud.EventGrid = service;
        return Task.FromResult(service);
    }

    public async ValueTask DisposeAsync()
    {
        _cloud.Operations.Completed -= Publish;
        _cloud.Gateway.Breakers.Opened = null;
        await _stop.CancelAsync();
        Task[] running;
        lock (_gate)
        {
            running = [.. _deliveries];
        }

        await Task.WhenAll(running);
        _delivery.Dispose();
        _client.Dispose();
        _stop.Dispose();
    }

    internal void Use(DeliverySettings settings)
    {
        lock (_gate)
        {
            _settings = settings;
            _random = new Random(settings.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue));
            _toDrop = settings.Drop;
        }
    }

    /// <summary>Every event that passed the filter, oldest first; only those in a state when one is given.</summary>
    internal JsonArray ToJson(string? state = null)
    {
        lock (_gate)
        {
            return new JsonArray([.. _events.Where(one => string.IsNullOrEmpty(state) || one.State == state).Select(one => one.ToJson())]);
        }
    }

    private void Publish(ArmOperationCompleted operation)
    {
        lock (_gate)
        {
            if (EventTypes.Of(operation.OperationName) is { } type && EventFilter.Passes(operation, _settings.Operations))
            {
                Publish(EventFactory.Of(operation, type), operation.Time);
            }
        }
    }

    private void Publish(JsonObject json, DateTimeOffset time)
    {
        lock (_gate)
        {
            var published = new PublishedEvent(json, time);
            _events.Add(published);
            if (IsLost())
            {
                published.Lose();
                return;
            }

            _deliveries.RemoveWhere(delivery => delivery.IsCompleted);
            published.Expect(1 + _settings.Duplicate);
            for (var copy = 0; copy <= _settings.Duplicate; copy++)
            {
                var delay = TimeSpan.FromMilliseconds(_settings.DelayMs + (_settings.Shuffle ? NextDelay() : 0));
                var schema = _settings.Schema ?? EventSchema.EventGrid;
                _deliveries.Add(Task.Run(() => _delivery.RunAsync(published, schema, delay, _stop.Token)));
            }
        }
    }

    [SuppressMessage("Security", "CA5394", Justification = "A loss that can be repeated, not a secret.")]
    private bool IsLost()
    {
        var byChance = _settings.Lose > 0 && _random.NextDouble() < _settings.Lose;
        return byChance || _toDrop-- > 0;
    }

    [SuppressMessage("Security", "CA5394", Justification = "A shuffle that can be repeated, not a secret.")]
    private int NextDelay() => _random.Next(1000);
}
