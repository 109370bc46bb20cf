namespace LocalAzure.Gateway.Configuration;

/// <summary>Keeps the snapshot of what the gateway has taken up last; requests that have begun keep theirs.</summary>
internal sealed class SnapshotHolder(Cloud cloud)
{
    private readonly Lock _gate = new();
    private readonly LaggingStore _store = new(cloud);
    private volatile GatewaySnapshot? _current;

    public GatewaySnapshot? Current
    {
        get
        {
            var store = _store.Now();
            if (_current is { } fresh && fresh.Version == store.Version)
            {
                return fresh;
            }

            lock (_gate)
            {
                if (_current?.Version != store.Version)
                {
                    _current = new SnapshotReader(store).Read();
                }

                return _current;
            }
        }
    }
}
