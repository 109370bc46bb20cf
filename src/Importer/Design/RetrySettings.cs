namespace Importer.Design;

/// <summary>Tries a throttled or failed call again inside the gateway.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/retry-policy</remarks>
public sealed record RetrySettings
{
    /// <summary>How often, 1 to 50.</summary>
    public int Count { get; init; } = 2;

    /// <summary>Seconds between tries.</summary>
    public int IntervalSeconds { get; init; } = 1;
}
