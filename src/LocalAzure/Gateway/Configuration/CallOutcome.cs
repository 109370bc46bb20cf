namespace LocalAzure.Gateway.Configuration;

/// <summary>How a call of a backend ended, as its breaker sees it.</summary>
/// <param name="Status">Null when no answer came.</param>
/// <param name="Reason">The gateway's name for why none came, such as Timeout.</param>
/// <param name="RetryAfter">The backend's own wish.</param>
internal readonly record struct CallOutcome(int? Status, string? Reason = null, TimeSpan? RetryAfter = null);
