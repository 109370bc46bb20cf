namespace LocalAzure.Gateway.Policies;

/// <summary>
/// The fixed periods of token quotas: UTC time cut to the unit; a week starts on Monday.
/// https://learn.microsoft.com/azure/api-management/llm-token-limit-policy#attributes
/// </summary>
internal static class QuotaPeriod
{
    public static readonly IReadOnlyList<string> Names = ["Hourly", "Daily", "Weekly", "Monthly", "Yearly"];

    public static (DateTimeOffset Start, DateTimeOffset End) Around(DateTimeOffset now, string period)
    {
        var utc = now.ToUniversalTime();
        var day = new DateTimeOffset(utc.Date, TimeSpan.Zero);
        return period switch
        {
            "Hourly" => Span(day.AddHours(utc.Hour), start => start.AddHours(1)),
            "Daily" => Span(day, start => start.AddDays(1)),
            "Weekly" => Span(day.AddDays(-(((int)day.DayOfWeek + 6) % 7)), start => start.AddDays(7)),
            "Monthly" => Span(day.AddDays(1 - day.Day), start => start.AddMonths(1)),
            _ => Span(day.AddDays(1 - day.DayOfYear), start => start.AddYears(1)),
        };
    }

    private static (DateTimeOffset, DateTimeOffset) Span(DateTimeOffset start, Func<DateTimeOffset, DateTimeOffset> end) =>
        (start, end(start));
}
