namespace LocalAzure.Gateway.Configuration;

/// <summary>Keeps the snapshot of the store's newest version; requests that have begun keep theirs.</summary>
internal sealed class SnapshotHolder(Cloud cloud)
{
    private readonly Lock _gate = new();
    private readonly SnapshotReader _reader = new(cloud.Store);
    private volatile GatewaySnapshot? _current;

    public GatewaySnapshot? Current
    {
        get
        {
            if (_current is { } fresh && fresh.Version == cloud.Store.Version)
            {
                return fresh;
            }

            lock (_gate)
            {
                if (_current?.Version != cloud.Store.Version)
                {
                    _current = _reader.Read();
                }

                return _current;
            }
        }
    }
}
