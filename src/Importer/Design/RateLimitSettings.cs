namespace Importer.Design;

/// <summary>Limits calls.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy</remarks>
public sealed record RateLimitSettings
{
    /// <summary>How many calls.</summary>
    public required int Calls { get; init; }

    /// <summary>In how many seconds, at most 300.</summary>
    public required int RenewalPeriodSeconds { get; init; }

    /// <summary>A policy expression; null counts per subscription.</summary>
    public string? CounterKey { get; init; }
}
