using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>
/// What the gateway has taken up of the service: each change arrives in the order of the writes, as late as the settings of the
/// gateway say. How long that takes in Azure is not published.
/// </summary>
internal sealed class LaggingStore
{
    private const string Provider = "Microsoft.ApiManagement/";

    private readonly Lock _gate = new();
    private readonly Queue<(DateTimeOffset Due, string Id, ArmResource? Resource)> _underWay = [];
    private readonly Cloud _cloud;
    private readonly ResourceStore _seen;

    public LaggingStore(Cloud cloud)
    {
        _cloud = cloud;
        _seen = new ResourceStore(cloud.Clock);
        cloud.Store.Changed += change => Note(change.Resource.Type, change.Resource.Id, cloud.GatewaySettings.Delay);
        foreach (var resource in cloud.Store.All())
        {
            Note(resource.Type, resource.Id, TimeSpan.Zero);
        }
    }

    /// <summary>With everything that is due by now.</summary>
    public ResourceStore Now()
    {
        lock (_gate)
        {
            var now = _cloud.Clock.GetUtcNow();
            while (_underWay.TryPeek(out var next) && next.Due <= now)
            {
                _underWay.Dequeue();
                Take(next.Id, next.Resource);
            }

            return _seen;
        }
    }

    /// <summary>The resource is read here and not taken from the event, since events of one resource may overtake each other.</summary>
    private void Note(string type, string id, TimeSpan delay)
    {
        if (!type.StartsWith(Provider, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        lock (_gate)
        {
            _underWay.Enqueue((_cloud.Clock.GetUtcNow() + delay, id, _cloud.Store.Get(id)));
        }
    }

    private void Take(string id, ArmResource? resource)
    {
        if (resource is null)
        {
            _seen.Remove(id);
        }
        else
        {
            _seen.Adopt(resource);
        }
    }
}
