using System.Globalization;
using Importer.Configuration;
using NCrontab;

namespace Functions.Settings;

/// <summary>When a timer fires: NCRONTAB with six fields (seconds first) or five, or a TimeSpan, as the Functions host reads it.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions</remarks>
internal sealed record Schedule
{
    /// <summary>The app setting of the test calls.</summary>
    public const string TestCalls = "TestCallsSchedule";

    /// <summary>The app setting of the drift check.</summary>
    public const string Drift = "DriftSchedule";

    /// <summary>The app setting of the health report.</summary>
    public const string HealthReport = "HealthReportSchedule";

    private readonly CrontabSchedule? _times;
    private readonly TimeSpan _every;

    private Schedule(string name, string text, CrontabSchedule? times, TimeSpan every)
    {
        Name = name;
        Text = text;
        _times = times;
        _every = every;
    }

    /// <summary>The app settings that hold schedules.</summary>
    public static IReadOnlyList<string> Names { get; } = [TestCalls, Drift, HealthReport];

    /// <summary>The app setting.</summary>
    public string Name { get; }

    /// <summary>What is written there.</summary>
    public string Text { get; }

    /// <summary>Reads a schedule; null, and a fault, when the host would not read it.</summary>
    public static Schedule? Read(string name, string? text, List<SettingFault> faults)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            faults.Add(
                new SettingFault(
                    name,
                    null,
                    "is missing; the host would run without the function. Give a schedule, such as 0 7 * * * * (at seven minutes past each hour)"
                )
            );
            return null;
        }

        if (
            TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var every)
            && text.Contains(':', StringComparison.Ordinal)
            && every > TimeSpan.Zero
        )
        {
            return new Schedule(name, text, null, every);
        }

        var options = new CrontabSchedule.ParseOptions
        {
            IncludingSeconds = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6,
        };
        if (CrontabSchedule.TryParse(text, options) is { } times)
        {
            return new Schedule(name, text, times, TimeSpan.Zero);
        }

        faults.Add(
            new SettingFault(name, text, "is no schedule; write six fields (second minute hour day month weekday), such as 0 7 * * * *")
        );
        return null;
    }

    /// <summary>The time after <paramref name="moment"/> by which it has fired <paramref name="times"/> times.</summary>
    public DateTimeOffset After(DateTimeOffset moment, int times = 1)
    {
        var time = moment.UtcDateTime;
        for (var count = 0; count < times; count++)
        {
            time = _times?.GetNextOccurrence(time) ?? (time + _every);
        }

        return new DateTimeOffset(time, TimeSpan.Zero);
    }
}
