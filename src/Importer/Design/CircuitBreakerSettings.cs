namespace Importer.Design;

/// <summary>Stops calling a failing backend for a while.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/backends#circuit-breaker</remarks>
public sealed record CircuitBreakerSettings
{
    /// <summary>How many failures trip it.</summary>
    public int FailureCount { get; init; } = 3;

    /// <summary>In how many seconds.</summary>
    public int IntervalSeconds { get; init; } = 60;

    /// <summary>For how many seconds the backend is left alone.</summary>
    public int TripSeconds { get; init; } = 60;
}
