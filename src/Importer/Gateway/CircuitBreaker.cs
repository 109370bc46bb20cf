namespace Importer.Gateway;

/// <summary>A rule after which a backend is left alone for a while.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/backends#circuit-breaker</remarks>
/// <param name="FailureCount">How many failures within <paramref name="Interval"/> trip it.</param>
/// <param name="Interval">The window in which failures are counted.</param>
/// <param name="TripDuration">How long the backend is left alone.</param>
/// <param name="MinStatus">The lowest status that counts as a failure.</param>
/// <param name="MaxStatus">The highest status that counts as a failure.</param>
public sealed record CircuitBreaker(int FailureCount, TimeSpan Interval, TimeSpan TripDuration, int MinStatus, int MaxStatus);
