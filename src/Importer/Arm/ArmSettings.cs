using Azure.Core.Pipeline;

namespace Importer.Arm;

/// <summary>How patient the client is, and how it reaches the network. The defaults are meant for real use.</summary>
public sealed record ArmSettings
{
    /// <summary>How often one request is sent before its failure is final.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>How long one try may take.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest <c>Retry-After</c> that is waited for on the spot; a longer one comes back as throttled.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a write waits on the spot for another write to the same resource to end.</summary>
    public TimeSpan BusyFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a long-running operation is followed.</summary>
    public TimeSpan OperationFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many pages of one list are read before it counts as endless.</summary>
    public int MaxPages { get; init; } = 500;

    /// <summary>The way to the network; null for the default.</summary>
    public HttpPipelineTransport? Transport { get; init; }
}
