namespace Importer.Gateway;

/// <summary>What a test call needs to get through the gateway. Held in memory only, and never printed.</summary>
public sealed class GatewayAccess
{
    /// <summary>Where the gateway listens.</summary>
    public required Uri Url { get; init; }

    /// <summary>A subscription key that opens the APIs under test.</summary>
    public required string SubscriptionKey { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Url} with a key";
}
