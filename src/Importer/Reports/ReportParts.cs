using System.Globalization;

namespace Importer.Reports;

/// <summary>When a part of the report is made.</summary>
/// <param name="Setting">The app setting that says so.</param>
/// <param name="Text">What is written there.</param>
/// <param name="After">The time after a moment by which it has been made so many times.</param>
public sealed record PartSchedule(string Setting, string Text, Func<DateTimeOffset, int, DateTimeOffset> After);

/// <summary>When the parts of the report are made. What is not known is null, and nothing is within it.</summary>
public sealed record ReportSchedules
{
    // A host that was busy fires late.
    private const int MissedTimes = 2;

    // Instances tell the time by clocks of their own.
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(1);

    /// <summary>The rounds of test calls.</summary>
    public PartSchedule? TestCalls { get; init; }

    /// <summary>The drift checks.</summary>
    public PartSchedule? DriftCheck { get; init; }

    /// <summary>The runs over everything that write; null where drift checks only tell.</summary>
    public PartSchedule? Sweep { get; init; }

    /// <summary>The report that is written down.</summary>
    public PartSchedule? Report { get; init; }

    /// <summary>How long the making of a part may take.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>True when what was made at <paramref name="at"/> is as recent as its schedule lets expect.</summary>
    public bool IsCurrent(PartSchedule? schedule, DateTimeOffset? at, DateTimeOffset now) =>
        schedule is not null && at is { } made && !IsFuture(made, now) && schedule.After(made, MissedTimes) + Longest >= now;

    /// <summary>True when a clock must have been wrong when <paramref name="at"/> was written down, or is now.</summary>
    public static bool IsFuture(DateTimeOffset at, DateTimeOffset now) => at - now > ClocksDiffer;

    /// <summary>How many rounds of test calls a day has; null when that is not known.</summary>
    internal int? RoundsPerDay(DateTimeOffset now)
    {
        if (TestCalls is not { } schedule)
        {
            return null;
        }

        var rounds = 0;
        for (var at = now; rounds < MostRounds && (at = schedule.After(at, 1)) <= now.AddDays(1); )
        {
            rounds++;
        }

        return Math.Max(1, rounds);
    }

    // One a minute.
    private const int MostRounds = 1440;
}

/// <summary>Whether a part of the report is as recent as it should be.</summary>
public enum PartState
{
    /// <summary>It is.</summary>
    Current,

    /// <summary>It was due and was not made.</summary>
    Late,

    /// <summary>It was never made.</summary>
    Never,

    /// <summary>It is dated in the future: a clock is wrong, and how old it is cannot be said.</summary>
    WrongClock,

    /// <summary>Nobody says when it is due.</summary>
    Unscheduled,
}

/// <summary>How old a part of the report is, against its schedule.</summary>
public sealed record ReportPart
{
    /// <summary>The part: <c>test calls</c>, <c>drift check</c>, <c>sweep</c> or <c>written report</c>.</summary>
    public required string Name { get; init; }

    /// <summary>When it last came to its end (UTC); null when it never did.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How old it is, in seconds; null when that cannot be said.</summary>
    public long? AgeSeconds { get; init; }

    /// <summary>The app setting that says when it is due.</summary>
    public string? Setting { get; init; }

    /// <summary>What is written there.</summary>
    public string? Schedule { get; init; }

    /// <summary>How often it is due, in seconds, by its next two times.</summary>
    public long? EverySeconds { get; init; }

    /// <summary>When it is due next (UTC).</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Whether it is as recent as it should be.</summary>
    public required PartState State { get; init; }

    /// <summary>All of this in a sentence.</summary>
    public required string Sentence { get; init; }
}

/// <summary>Tells the ages of the report's parts.</summary>
internal static class ReportParts
{
    public const string TestCalls = "test calls";
    public const string DriftCheck = "drift check";

    /// <summary>The parts; what never was made and is not due either is left out.</summary>
    public static IReadOnlyList<ReportPart> Of(ReportDocument report, ReportSchedules schedules) =>
        [
            Part(TestCalls, report.Health?.TestedAt, schedules.TestCalls, schedules, report.GeneratedAt),
            Part(DriftCheck, DriftReports.LastCheck(report.Drift), schedules.DriftCheck, schedules, report.GeneratedAt),
            .. schedules.Sweep is null && report.Drift?.SweptAt is null
                ? Array.Empty<ReportPart>()
                : [Part("sweep", report.Drift?.SweptAt, schedules.Sweep, schedules, report.GeneratedAt)],
            Part("written report", report.ChangesSince, schedules.Report, schedules, report.GeneratedAt),
        ];

    /// <summary>What of them requires action: a timer that does not fire, or a clock that is wrong.</summary>
    public static IEnumerable<ReportAttention> Attentions(ReportDocument report, ReportSchedules schedules) =>
        report
            .Parts.Where(part => part.Name is TestCalls or DriftCheck)
            .Select(part => Attention(part, report, schedules))
            .OfType<ReportAttention>();

    private static ReportPart Part(string name, DateTimeOffset? at, PartSchedule? schedule, ReportSchedules schedules, DateTimeOffset now)
    {
        var next = schedule?.After(now, 1);
        var every = schedule is null ? null : schedule.After(now, 2) - next;
        var state = at switch
        {
            null => PartState.Never,
            { } made when ReportSchedules.IsFuture(made, now) => PartState.WrongClock,
            _ when schedule is null => PartState.Unscheduled,
            { } made when schedules.IsCurrent(schedule, made, now) => PartState.Current,
            _ => PartState.Late,
        };
        return new ReportPart
        {
            Name = name,
            At = at,
            AgeSeconds = at is { } then && state != PartState.WrongClock ? Math.Max(0, (long)(now - then).TotalSeconds) : null,
            Setting = schedule?.Setting,
            Schedule = schedule?.Text,
            EverySeconds = (long?)every?.TotalSeconds,
            DueAt = next,
            State = state,
            Sentence =
                $"{SentenceOf(name, at, state, now)}; {(every is { } gap ? $"due every {DisplayText.Every(gap)}" : "when it is due is not known")}",
        };
    }

    private static string SentenceOf(string name, DateTimeOffset? at, PartState state, DateTimeOffset now) =>
        state switch
        {
            PartState.Never => $"no {name} yet",
            PartState.WrongClock =>
                $"{name} dated {Time(at!.Value)}, which is {DisplayText.Span(at.Value - now)} in the future: a clock is wrong",
            PartState.Late => $"no {name} since {Time(at!.Value)} ({DisplayText.Span(now - at.Value)} ago)",
            _ => $"last {name} {Time(at!.Value)} ({DisplayText.Span(now - at.Value)} ago)",
        };

    private static ReportAttention? Attention(ReportPart part, ReportDocument report, ReportSchedules schedules)
    {
        var fix = $"look at the host's log for the timer's function, and at the app setting {part.Setting}";
        if (part.State == PartState.WrongClock)
        {
            return new(part.Name, part.Sentence, "set the clock right of whoever wrote it; the next round or check replaces it", null);
        }

        if (part.State == PartState.Late)
        {
            return new(part.Name, part.Sentence, fix, part.At);
        }

        // Before the first of them, the oldest run says for how long it has been missing at least.
        var schedule = part.Name == TestCalls ? schedules.TestCalls : schedules.DriftCheck;
        return
            part.State == PartState.Never
            && schedule is not null
            && !HasStopped(part, report)
            && report.Runs is [.., var oldest]
            && !schedules.IsCurrent(schedule, oldest.StartedAt, report.GeneratedAt)
            ? new(part.Name, $"no {part.Name} on record, though runs go back to {Time(oldest.StartedAt)}", fix, oldest.StartedAt)
            : null;
    }

    // It was made, and its own error tells why it came to nothing.
    private static bool HasStopped(ReportPart part, ReportDocument report) =>
        (part.Name == TestCalls ? report.Health?.Error : report.Drift?.Error) is not null;

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
