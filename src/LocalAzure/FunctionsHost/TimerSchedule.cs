using System.Globalization;
using NCrontab;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// When a timer function runs: NCRONTAB with six fields (seconds first; five are taken too), or a time span.
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
/// </summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? _cron;
    private readonly TimeSpan _every;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan every) => (_cron, _every) = (cron, every);

    /// <summary>Cron follows daylight saving; a time span does not.</summary>
    public bool AdjustForDst => _cron is not null;

    /// <summary>Null for a text that is neither a cron expression nor a time span.</summary>
    public static TimerSchedule? TryParse(string text)
    {
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var every) && every > TimeSpan.Zero)
        {
            return new TimerSchedule(null, every);
        }

        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var cron = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 });
        return cron is null ? null : new TimerSchedule(cron, TimeSpan.Zero);
    }

    /// <summary>The first occurrence after that moment; times are UTC.</summary>
    public DateTimeOffset Next(DateTimeOffset after) =>
        _cron is null ? after + _every : new DateTimeOffset(_cron.GetNextOccurrence(after.UtcDateTime), TimeSpan.Zero);

    /// <summary>
    /// A schedule that may run more often than once a minute is not monitored.
    /// https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions/Extensions/Timers/TimerTriggerAttribute.cs
    /// </summary>
    public bool IsUnderAMinute(DateTimeOffset now)
    {
        var occurrence = Next(now);
        for (var i = 0; i < 5; i++)
        {
            var following = Next(occurrence);
            if (following - occurrence < TimeSpan.FromMinutes(1))
            {
                return true;
            }

            occurrence = following;
        }

        return false;
    }
}
