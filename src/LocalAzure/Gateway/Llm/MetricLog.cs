namespace LocalAzure.Gateway.Llm;

/// <summary>The custom metrics that would have gone to Application Insights; kept in memory for <c>GET /_local/metrics</c>.</summary>
internal sealed class MetricLog(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<Metric> _metrics = [];

    public IReadOnlyList<Metric> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _metrics];
            }
        }
    }

    public void Add(string space, string name, int value, IReadOnlyDictionary<string, string> dimensions)
    {
        lock (_gate)
        {
            _metrics.Add(new Metric(clock.GetUtcNow(), space, name, value, dimensions));
        }
    }
}
