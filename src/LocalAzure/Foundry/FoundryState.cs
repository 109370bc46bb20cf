using System.Collections.Concurrent;
using LocalAzure.Foundry.Answers;

namespace LocalAzure.Foundry;

/// <summary>What the model endpoints remember: readiness, limits, kept responses and blocklists.</summary>
internal sealed class FoundryState(Cloud cloud)
{
    public DeploymentReadiness Readiness { get; } = new(cloud);

    public ModelLimits Limits { get; } = new(cloud.Clock);

    /// <summary>
    /// The wait before each event of a streamed answer but the first, on the local clock; a model of Azure needs one too.
    /// </summary>
    public TimeSpan StreamPace { get; set; }

    /// <summary>By account and id.</summary>
    public ConcurrentDictionary<string, KeptResponse> Responses { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>By account and name, the words.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<string>> Blocklists { get; } = new(StringComparer.OrdinalIgnoreCase);
}
