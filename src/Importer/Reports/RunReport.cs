using System.Text.Json.Serialization;
using Importer.Health;

namespace Importer.Reports;

/// <summary>What a run wanted, found, changed, refused and proved. Serialised in camelCase; the field names are a contract.</summary>
/// <remarks>Generated readers set every init-only property, absent ones to null: the setters put the empty value back.</remarks>
public sealed record RunReport
{
    /// <summary>The run's id.</summary>
    public required string Id { get; init; }

    /// <summary>Who asked.</summary>
    public required RunReason Reason { get; init; }

    /// <summary>Where the run looked; null for everything configured.</summary>
    public string? Scope { get; init; }

    /// <summary>What a person asked for by name; null for looking at <see cref="Scope"/>.</summary>
    public Errand? Errand { get; init; }

    /// <summary>Whether it wrote.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>When it began (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended (UTC); null while it is under way or waiting in the queue.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How it ended; null while it is under way or waiting in the queue.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>Which deployment is called through which API, and why so.</summary>
    public IReadOnlyList<RunDecision> Decisions { get; init => field = value ?? []; } = [];

    /// <summary>What was left out or left alone, and why.</summary>
    public IReadOnlyList<RunSetAside> SetAside { get; init => field = value ?? []; } = [];

    /// <summary>What was done, or would be.</summary>
    public IReadOnlyList<RunStep> Steps { get; init => field = value ?? []; } = [];

    /// <summary>What differs and is people's by the setting <c>Drift.Ignore</c>.</summary>
    public IReadOnlyList<RunIgnored> Ignored { get; init => field = value ?? []; } = [];

    /// <summary>How many of each.</summary>
    public RunCounts Counts { get; init => field = value ?? new(); } = new();

    /// <summary>The test calls made after the writes.</summary>
    public IReadOnlyList<ProbeResult> Probes { get; init => field = value ?? []; } = [];

    /// <summary>From the event to an API that answers.</summary>
    public RunTiming Timing { get; init => field = value ?? new(); } = new();

    /// <summary>What stopped the run, if anything did.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Error { get; init; }

    /// <summary>Every try of the run, oldest first.</summary>
    public IReadOnlyList<RunAttempt> Attempts { get; init => field = value ?? []; } = [];

    /// <summary>What the run saved before it withdrew anything: a restoration takes these and nothing else.</summary>
    public IReadOnlyList<SavedSnapshot> Snapshots { get; init => field = value ?? []; } = [];

    /// <summary>The run that did this one's work: it covered the scope and began after this one was asked for.</summary>
    public string? CoveredBy { get; init; }

    /// <summary>When the request is tried again (UTC): it waits in the queue until then; null when it does not.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>True when the message behind the run was given up and lies in the poison queue; null otherwise.</summary>
    public bool? Poisoned { get; init; }

    /// <summary>True while the last try that the queue makes is under way: if that never ends, the message is given up too.</summary>
    public bool? LastTry { get; init; }

    /// <summary>When an API that leaves is withdrawn, the first of them (UTC): asking the same again then carries it out; null when none leaves.</summary>
    public DateTimeOffset? LookAgainAt { get; init; }

    /// <summary>True when a plan would carry out a withdrawal that was announced and is due.</summary>
    [JsonIgnore]
    public bool HasDueWithdrawals { get; init; }

    /// <summary>True when the same request may end better later: something was busy, or a deployment is still being created.</summary>
    [JsonIgnore]
    public bool TryAgain { get; init; }
}
