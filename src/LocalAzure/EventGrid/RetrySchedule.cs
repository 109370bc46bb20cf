namespace LocalAzure.EventGrid;

/// <summary>
/// When a failed delivery is tried again. The real schedule is randomised a little and may skip steps; this one is
/// exact.
/// https://learn.microsoft.com/azure/event-grid/delivery-and-retry#retry-schedule
/// </summary>
internal static class RetrySchedule
{
    /// <summary>
    /// Both defaults of an event subscription: https://learn.microsoft.com/azure/event-grid/delivery-and-retry#retry-policy
    /// </summary>
    public const int MaxAttempts = 30;

    /// <summary>How long an event may wait for its delivery.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(1440);

    /// <summary>The subscriber has this long to answer: https://learn.microsoft.com/azure/event-grid/delivery-and-retry</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(3),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(12),
    ];

    /// <summary>200 to 204 take the event over.</summary>
    public static bool IsDelivered(int? status) => status is >= 200 and <= 204;

    /// <summary>
    /// Not after these answers of a webhook: https://learn.microsoft.com/azure/event-grid/delivery-and-retry#delivery-status-codes
    /// </summary>
    public static bool IsFinal(int? status) => status is 400 or 401 or 403 or 413;

    /// <summary>The wait before the next attempt; some answers ask for a longer one (same page).</summary>
    public static TimeSpan DelayAfter(int attempts, int? status)
    {
        var delay = Delays[Math.Min(attempts, Delays.Length) - 1];
        var least = status switch
        {
            404 => TimeSpan.FromMinutes(5),
            408 => TimeSpan.FromMinutes(2),
            503 => TimeSpan.FromSeconds(30),
            _ => TimeSpan.Zero,
        };
        return delay > least ? delay : least;
    }

    /// <summary>
    /// The dead letter's word for the last outcome: https://learn.microsoft.com/azure/event-grid/delivery-and-retry#dead-letter-events
    /// </summary>
    public static string Outcome(int? status) =>
        status switch
        {
            null => "SocketError",
            400 => "BadRequest",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "NotFound",
            408 => "TimedOut",
            413 => "PayloadTooLarge",
            503 => "Busy",
            _ => "GenericError",
        };
}
