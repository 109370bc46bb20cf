using System.Text.Json.Serialization;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Health;
using Importer.Lifecycle;
using Importer.Redaction;
using Importer.Runs;

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
    public ManualAction? ManualAction { get; init; }

    /// <summary>Whether it wrote.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>When it began (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended (UTC); null while it is under way or waiting in the queue.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How it ended; null while it is under way or waiting in the queue.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>Which deployment is called through which API, and why so.</summary>
    public IReadOnlyList<RunDecision> Decisions
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What was left out or left alone, and why.</summary>
    public IReadOnlyList<RunSetAside> SetAside
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What was done, or would be.</summary>
    public IReadOnlyList<RunStep> Steps
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What differs and is people's by the setting <c>Drift.Ignore</c>.</summary>
    public IReadOnlyList<RunIgnored> Ignored
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The aliases of fleets with those that their calls go to; null without a fleet.</summary>
    public IReadOnlyList<RunAlias>? Aliases { get; init; }

    /// <summary>The fleets whose aliases are all in <see cref="Aliases"/>; null where the run did not look at fleets.</summary>
    public IReadOnlyList<string>? Fleets { get; init; }

    /// <summary>How many of each.</summary>
    public RunCounts Counts
    {
        get;
        init => field = value ?? new();
    } = new();

    /// <summary>The test calls made after the writes.</summary>
    public IReadOnlyList<ProbeResult> Probes
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The test calls by which members of fleets were to prove themselves before they joined.</summary>
    public IReadOnlyList<ProbeResult> Proofs
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>From the event to an API that answers.</summary>
    public RunTiming Timing
    {
        get;
        init => field = value ?? new();
    } = new();

    /// <summary>What stopped the run, if anything did.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Error { get; init; }

    /// <summary>Why it did not end in full success, in sentences; empty when it did, and while it is under way.</summary>
    public IReadOnlyList<string> Reasons => RunReasons.Of(this);

    /// <summary>The tries of the run, oldest first: the first one and the last twenty.</summary>
    public IReadOnlyList<RunAttempt> Attempts
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>How many tries between the first and the last twenty are left out of <see cref="Attempts"/>; null when none is.</summary>
    public int? AttemptsLeftOut { get; init; }

    /// <summary>What the run saved before it withdrew anything: a restoration takes these and nothing else.</summary>
    public IReadOnlyList<SavedSnapshot> Snapshots
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The leases that somebody else held when the run asked for them; null when there were none.</summary>
    public IReadOnlyList<HeldLease>? Held { get; init; }

    /// <summary>The run that did this one's work: it covered the scope and began after this one was asked for.</summary>
    public string? CoveredBy { get; init; }

    /// <summary>When the request is tried again (UTC): it waits in the queue until then; null when it does not.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>True when the message behind the run was given up and lies in the poison queue; null otherwise.</summary>
    public bool? Poisoned { get; init; }

    /// <summary>True while the last try that the queue makes is under way: if that never ends, the message is given up too.</summary>
    public bool? LastTry { get; init; }

    /// <summary>
    /// When an API that leaves is withdrawn, the first of them (UTC): asking the same again then carries it out; null when none leaves.
    /// </summary>
    public DateTimeOffset? LookAgainAt { get; init; }

    /// <summary>What is ahead of its deployments, the nearest day first, each once; empty where nobody looks.</summary>
    [JsonIgnore]
    public IEnumerable<Retirement> Ahead =>
        Decisions
            .Select(decision => decision.Ahead)
            .OfType<Retirement>()
            .DistinctBy(one => one.Deployment, StringComparer.OrdinalIgnoreCase)
            .OrderBy(one => one.At is null)
            .ThenBy(one => one.At)
            .ThenBy(one => one.Deployment, StringComparer.OrdinalIgnoreCase);

    /// <summary>True when a plan would carry out a withdrawal that was announced and is due.</summary>
    [JsonIgnore]
    public bool HasDueWithdrawals { get; init; }

    /// <summary>True when the same request may end better later: something was busy, or a deployment is still being created.</summary>
    [JsonIgnore]
    public bool TryAgain { get; init; }
}

/// <summary>One try of a run.</summary>
/// <param name="StartedAt">When it began (UTC).</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">What stopped it, if anything did.</param>
public sealed record RunAttempt(
    DateTimeOffset StartedAt,
    RunOutcome Outcome,
    [property: JsonConverter(typeof(RedactedText))] string? Error
);

/// <summary>Keeps the record of a run small, however often it is tried.</summary>
internal static class RunAttempts
{
    private const int Last = 20;

    /// <summary>The record with one more try on it.</summary>
    /// <param name="run">The record as it is to be written.</param>
    /// <param name="earlier">The record as it was; null for the first.</param>
    /// <param name="tries">What is added; none keeps what is there.</param>
    public static RunReport On(RunReport run, RunReport? earlier, params IReadOnlyList<RunAttempt> tries)
    {
        // A write whose answer was lost is tried again and meets itself: the same try counts once.
        var added = tries.Select(one => one.StartedAt).ToHashSet();
        IReadOnlyList<RunAttempt> all = [.. (earlier?.Attempts ?? []).Where(old => !added.Contains(old.StartedAt)), .. tries];
        var leftOut = Math.Max(0, all.Count - 1 - Last);
        return run with
        {
            Attempts = leftOut == 0 ? all : [all[0], .. all.TakeLast(Last)],
            AttemptsLeftOut = leftOut + (earlier?.AttemptsLeftOut ?? 0) is var count and > 0 ? count : null,
        };
    }
}

/// <summary>How many resources were, or would be, changed in which way.</summary>
/// <param name="Create">Created.</param>
/// <param name="Update">Updated.</param>
/// <param name="Delete">Deleted.</param>
/// <param name="Unchanged">Already as wanted.</param>
public sealed record RunCounts(int Create = 0, int Update = 0, int Delete = 0, int Unchanged = 0)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Create} created, {Update} updated, {Delete} deleted, {Unchanged} unchanged";
}

/// <summary>Which API a deployment is called through, and why so.</summary>
/// <param name="Deployment">The deployment's full id.</param>
/// <param name="Api">The API's id.</param>
/// <param name="Compatibility">How clients call it.</param>
/// <param name="Reason">A sentence.</param>
public sealed record RunDecision(string Deployment, string Api, Compatibility Compatibility, string Reason)
{
    /// <summary>
    /// By field, the rule and the value it gave, such as <c>Rules[1] (Account '*-prod-*'): ai-production</c>; <c>*</c> stands for the rest.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>
    /// The policies that the settings ask for and the API is without, because the service cannot hold them; null when it has all.
    /// </summary>
    public IReadOnlyList<string>? Lacks { get; init; }

    /// <summary>What is ahead of the deployment; null where nobody looks (<c>Lifecycle.Watch</c>).</summary>
    public Retirement? Ahead { get; init; }
}

/// <summary>A name that callers of a fleet use.</summary>
public sealed record RunAlias
{
    /// <summary>The fleet's name.</summary>
    public required string Fleet { get; init; }

    /// <summary>The alias.</summary>
    public required string Alias { get; init; }

    /// <summary>Those that its calls go to, by priority; empty when nobody can be called.</summary>
    public IReadOnlyList<RunMember> Members
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>A deployment that calls of an alias go to.</summary>
public sealed record RunMember
{
    /// <summary>The deployment's full id.</summary>
    public required string Deployment { get; init; }

    /// <summary>Its SKU.</summary>
    public required string Sku { get; init; }

    /// <summary>The account's region.</summary>
    public required string Region { get; init; }

    /// <summary>The glob of the fleet's tiers that it is in.</summary>
    public required string Tier { get; init; }

    /// <summary>Its place, from 1: the next number is called only once all of this one are left alone.</summary>
    public int Priority { get; init; }

    /// <summary>Its share among those of one priority.</summary>
    public int Weight { get; init; }

    /// <summary>The id of its backend.</summary>
    public string Backend
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Capacity in units of the SKU; null when it is not known.</summary>
    public int? Capacity { get; init; }

    /// <summary>Its place for calls through the gateway in a region, where that is another one; null where all gateways call alike.</summary>
    public IReadOnlyDictionary<string, int>? ByGateway { get; init; }
}

/// <summary>What differs from the design and is left as it is, because <c>Drift.Ignore</c> says that it is people's.</summary>
public sealed record RunIgnored
{
    /// <summary>What a run would have done about it.</summary>
    public required ChangeKind Change { get; init; }

    /// <summary>What kind of resource.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>The resource's name.</summary>
    public required string Name { get; init; }

    /// <summary>Which fields differ.</summary>
    public IReadOnlyList<FieldDifference> Differences
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>When the resource was last changed, and by what, where Resource Manager tells.</summary>
    public LastChange? LastChange { get; init; }
}

/// <summary>Something left out or left alone.</summary>
/// <param name="Deployment">The id of the deployment, account, scope or API.</param>
/// <param name="Reason">A sentence that says why and, where something can be done, what.</param>
public sealed record RunSetAside(string Deployment, [property: JsonConverter(typeof(RedactedText))] string Reason)
{
    /// <summary>What sort of leaving alone it is.</summary>
    public SetAsideKind Kind { get; init; }

    /// <summary>Which fields differ, where it is about that.</summary>
    public IReadOnlyList<FieldDifference> Differences
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>When an API is withdrawn (UTC), where it is about that.</summary>
    public DateTimeOffset? LeavesAt { get; init; }

    /// <summary>Since when it is so, as far as rounds of test calls have seen; null where nobody keeps it.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The fleet that it is about; null for none.</summary>
    public string? Fleet { get; init; }

    /// <summary>True when it passes by itself.</summary>
    [JsonIgnore]
    public bool MayPass { get; init; }
}

/// <summary>One change to the gateway.</summary>
public sealed record RunStep
{
    /// <summary>Create, update or delete.</summary>
    public required ChangeKind Change { get; init; }

    /// <summary>What kind of resource.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>The resource's name.</summary>
    public required string Name { get; init; }

    /// <summary>What came of it.</summary>
    public required StepOutcome Outcome { get; init; }

    /// <summary>Why it failed or was held back.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Reason { get; init; }

    /// <summary>Which fields differ.</summary>
    public IReadOnlyList<FieldDifference> Differences
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>When the resource was last changed, and by what, where Resource Manager tells.</summary>
    public LastChange? LastChange { get; init; }

    /// <summary>How long it took, in milliseconds; 0 when it was not tried.</summary>
    public long Ms { get; init; }
}

/// <summary>From the event to an API that answers.</summary>
public sealed record RunTiming
{
    /// <summary>When the event happened in Azure.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>When the request was taken in.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>When every test call of the run had answered well; null when one has not.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>Milliseconds from <see cref="EventTime"/> to <see cref="ReadyAt"/>.</summary>
    public long? EventToReadyMs { get; init; }
}

/// <summary>What sort of leaving alone a set-aside is.</summary>
public enum SetAsideKind
{
    /// <summary>A deployment or account that is not imported: by choice, by its state, or by its kind.</summary>
    LeftOut,

    /// <summary>Something that is not ours holds the path or id that a deployment's API needs.</summary>
    Conflict,

    /// <summary>An API of ours that is no longer wanted but still serves a live deployment, and so stays.</summary>
    Kept,

    /// <summary>An API whose last deployment went, and that is withdrawn later (setting <c>Deletion.After</c>).</summary>
    Leaving,

    /// <summary>What goes with an API that is withdrawn and does not come back with it: keys of its own subscriptions, revisions.</summary>
    Lost,

    /// <summary>A specification changed behind its address, and this run was not asked to import it.</summary>
    Waiting,

    /// <summary>A specification that is not the one that settings pin; the API stays as it is.</summary>
    Document,

    /// <summary>A right that calls need is missing, and the settings say to check and not to grant.</summary>
    Permission,

    /// <summary>
    /// Something that people keep, such as a product, is not there, or the service cannot hold a policy and the API is made without it.
    /// </summary>
    Missing,

    /// <summary>
    /// An API that is not made, or stays as it is, because the service cannot hold a policy that the settings ask for
    /// (<c>Policies.OnMissing</c>).
    /// </summary>
    Withheld,

    /// <summary>A deployment that is outside of the company's rules (<c>Compliance</c>), or an API that answers no call for that.</summary>
    Compliance,

    /// <summary>A deployment whose API cannot be made as the settings say; they have to change.</summary>
    Impossible,

    /// <summary>A scope that could not be read, so that nothing below it is touched.</summary>
    Unread,
}
