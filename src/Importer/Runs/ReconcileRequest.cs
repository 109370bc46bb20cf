using Importer.Gateway;
using Importer.Resources;

namespace Importer.Runs;

/// <summary>"Look again at this scope": what a run is asked. It never says what to do, only where to look.</summary>
public sealed record ReconcileRequest
{
    /// <summary>The run's id, minted by whoever asks; 8 to 64 characters of <c>a-z 0-9 -</c>.</summary>
    public required string RunId { get; init; }

    /// <summary>Who asks.</summary>
    public required RunReason Reason { get; init; }

    /// <summary>Where to look: a subscription, resource group, account or deployment; null for everything configured.</summary>
    public ResourceId? Scope { get; init; }

    /// <summary>Whether to write.</summary>
    public RunMode Mode { get; init; } = RunMode.Apply;

    /// <summary>
    /// Deployments inside <see cref="Scope"/> that are to be proved with a test call though nothing of their APIs changes.
    /// </summary>
    public IReadOnlyList<ResourceId> Prove { get; init; } = [];

    /// <summary>
    /// True when a key inside <see cref="Scope"/> was renewed: then a run for an event reads keys too, as every other run does.
    /// </summary>
    public bool KeysChanged { get; init; }

    /// <summary>True to withdraw even more than the deletion guard allows.</summary>
    public bool Insist { get; init; }

    /// <summary>What a person asks for by name; null for looking at <see cref="Scope"/>, which is null then.</summary>
    public ManualAction? ManualAction { get; init; }

    /// <summary>
    /// The changes that a person was shown and said yes to; a run that would make another one is refused before it writes. Null where
    /// nobody was asked.
    /// </summary>
    public IReadOnlyList<AgreedChange>? Agreed { get; init; }

    /// <summary>When the event behind the request happened in Azure.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>When the request was taken in.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }
}

/// <summary>A change that a person said yes to.</summary>
/// <param name="Change">Create, update or delete.</param>
/// <param name="Key">Of which resource.</param>
/// <param name="Differences">In which fields, from what to what.</param>
public sealed record AgreedChange(ChangeKind Change, ResourceKey Key, IReadOnlyList<FieldDifference> Differences)
{
    /// <inheritdoc/>
    public bool Equals(AgreedChange? other) =>
        other is not null && Change == other.Change && Key == other.Key && Differences.SequenceEqual(other.Differences);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Change, Key);
}

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>Everything wanted is so.</summary>
    Succeeded,

    /// <summary>Some of it is; steps and set-aside list say what is not.</summary>
    Partial,

    /// <summary>Nothing could be done.</summary>
    Failed,

    /// <summary>The plan was refused by a guard; nothing was written.</summary>
    Refused,
}

/// <summary>Whether a run writes.</summary>
public enum RunMode
{
    /// <summary>Carry the plan out.</summary>
    Apply,

    /// <summary>Only tell what would be done.</summary>
    Plan,
}

/// <summary>Who asked for a run.</summary>
public enum RunReason
{
    /// <summary>An Event Grid event.</summary>
    Event,

    /// <summary>A person, over HTTP.</summary>
    Manual,

    /// <summary>The drift check, to repair.</summary>
    Drift,

    /// <summary>A timer, to sweep.</summary>
    Schedule,
}
