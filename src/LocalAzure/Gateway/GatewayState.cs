using LocalAzure.Gateway.Backends;
using LocalAzure.Gateway.Llm;
using LocalAzure.Gateway.Policies;

namespace LocalAzure.Gateway;

/// <summary>What the gateway remembers from one request to the next: counters, breakers, cache and metrics.</summary>
internal sealed class GatewayState(TimeProvider clock, Func<GatewaySettings> settings)
{
    public CounterTable Counters { get; } = new(clock);

    public BreakerTable Breakers { get; } = new(clock, settings);

    public PoolTable Pools { get; } = new();

    public SemanticCache Cache { get; } = new(clock);

    public MetricLog Metrics { get; } = new(clock);
}
