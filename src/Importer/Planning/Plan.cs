using Importer.Configuration;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Planning;

/// <summary>What it takes to make the gateway hold the design.</summary>
public sealed record Plan
{
    /// <summary>The changes, in an order in which they can be made.</summary>
    public required IReadOnlyList<PlannedStep> Steps { get; init; }

    /// <summary>How many wanted resources are as they should be.</summary>
    public required int Unchanged { get; init; }

    /// <summary>What stands in the way of something wanted, and what is kept though not wanted.</summary>
    public IReadOnlyList<PlanFinding> Findings { get; init; } = [];

    /// <summary>What would be done, were it not people's by the setting <c>Drift.Ignore</c>.</summary>
    public IReadOnlyList<PlannedStep> Ignored { get; init; } = [];

    /// <summary>What is not as it should be and is only told, because the sweep does not do it (setting <c>Drift.Mode</c>).</summary>
    public IReadOnlyList<PlannedStep> ReportedOnly { get; init; } = [];

    /// <summary>The aliases of fleets as they are to be; empty without a fleet.</summary>
    public IReadOnlyList<PlannedAlias> Aliases { get; init; } = [];

    /// <summary>
    /// The fleets whose aliases are all in <see cref="Aliases"/>, without those that could not be seen; null where the plan does not look at
    /// fleets.
    /// </summary>
    public IReadOnlyList<string>? Fleets { get; init; }

    /// <summary>What is wanted and not made, because something stands in the way of it or of what it needs.</summary>
    public IReadOnlySet<ResourceKey> Blocked { get; init; } = new HashSet<ResourceKey>();

    /// <summary>Why the plan may not be carried out; null when it may.</summary>
    public string? Refusal { get; init; }
}

/// <summary>Why a plan leaves something as it is.</summary>
public enum FindingKind
{
    /// <summary>Somebody else holds the id or the path.</summary>
    Conflict,

    /// <summary>An ownership tag that does not verify where it stands: a copy or a forgery, left alone.</summary>
    Copy,

    /// <summary>Ours and no longer wanted, but not to be withdrawn.</summary>
    Kept,

    /// <summary>Ours and no longer wanted, to be withdrawn later.</summary>
    Leaving,

    /// <summary>Goes with something that is withdrawn, and does not come back.</summary>
    Lost,

    /// <summary>Changed outside and waiting for somebody who wants the change.</summary>
    Waiting,

    /// <summary>A right is missing that settings say not to grant.</summary>
    Permission,

    /// <summary>Something that people keep (a product) is not there.</summary>
    Missing,
}

/// <summary>What goes with an API and does not come back when it is restored.</summary>
/// <param name="Subscriptions">The subscriptions that open this API only; their keys go.</param>
/// <param name="Revisions">The revisions beside the current one.</param>
internal sealed record Loss(IReadOnlyList<string> Subscriptions, IReadOnlyList<string> Revisions)
{
    private const int Shown = 10;

    /// <summary>True when nothing is lost.</summary>
    public bool IsNone => Subscriptions.Count == 0 && Revisions.Count == 0;

    /// <summary>What is lost with API <paramref name="api"/>, counted and named.</summary>
    public string Sentence(string api) =>
        $"with API {api} goes what a restore does not bring back: {string.Join(", and ", Parts())}. Callers who use these keys need new ones afterwards; to keep the API, deploy a model there again or detach it";

    private IEnumerable<string> Parts()
    {
        if (Subscriptions.Count > 0)
        {
            yield return $"{Subscriptions.Count} subscription(s) of this API alone with their keys ({Names(Subscriptions)})";
        }

        if (Revisions.Count > 0)
        {
            yield return $"{Revisions.Count} revision(s) ({Names(Revisions)})";
        }
    }

    private static string Names(IReadOnlyList<string> names) => string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? ", …" : "");
}

/// <summary>Something the plan leaves as it is, with the reason.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">The resource, account or API it is about.</param>
/// <param name="Reason">A sentence with the way out.</param>
public sealed record PlanFinding(FindingKind Kind, string Subject, string Reason)
{
    /// <summary>When the API is withdrawn, where it is about that.</summary>
    public DateTimeOffset? LeavesAt { get; init; }

    /// <summary>True when something could not be read, so that the run is worth trying again.</summary>
    public bool MayPass { get; init; }

    /// <summary>Which fields are not as they should be, where something stays that deviates.</summary>
    public IReadOnlyList<FieldDifference> Differences { get; init; } = [];
}

/// <summary>Everything a plan is made from.</summary>
internal sealed record PlanInput
{
    /// <summary>What the gateway should hold.</summary>
    public required IReadOnlyList<GatewayResource> Wanted { get; init; }

    /// <summary>What it holds.</summary>
    public required GatewayState Found { get; init; }

    /// <summary>What may be done with a tagged API that is not wanted; backends and named values follow their API.</summary>
    public required Func<OwnershipTag, Api?, Ownership> OwnershipOf { get; init; }

    /// <summary>
    /// Whether two ownership tags name one account. Without more knowledge: the same account, or a deployment in it.
    /// </summary>
    public Func<OwnershipTag, OwnershipTag, bool> IsSameOwner { get; init; } =
        (one, other) => one.Source.Covers(other.Source) || other.Source.Covers(one.Source);

    /// <summary>What APIs that stay without being wanted should look like: only compared, never written.</summary>
    public IReadOnlyList<GatewayResource> Kept { get; init; } = [];

    /// <summary>How much may be withdrawn.</summary>
    public required DeletionRules Deletion { get; init; }

    /// <summary>What carries no ownership tag and may be taken over all the same, because a person asked for it.</summary>
    public IReadOnlySet<ResourceKey> TakeOver { get; init; } = new HashSet<ResourceKey>();

    /// <summary>False when documents that changed behind their addresses are only told, and not imported.</summary>
    public bool TakesNewDocuments { get; init; } = true;

    /// <summary>The ids of APIs that could not be designed this time: they stay as they are.</summary>
    public IReadOnlySet<string> Undesigned { get; init; } = new HashSet<string>();

    /// <summary>What people keep for themselves, by API id.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<IgnorableField>> Ignored { get; init; } =
        new Dictionary<string, IReadOnlySet<IgnorableField>>();

    /// <summary>What a sweep may do; null on every other run, and on a plan.</summary>
    public DriftMode? Sweep { get; init; }

    /// <summary>
    /// The ids of the APIs that lacked a policy, or were withheld for it, and are whole in this design: a sweep that makes what is missing
    /// completes them.
    /// </summary>
    public IReadOnlySet<string> Completed { get; init; } = new HashSet<string>();

    /// <summary>The APIs that could be withdrawn and are not yet, by id.</summary>
    public IReadOnlyDictionary<string, Reprieve> NotYet { get; init; } = new Dictionary<string, Reprieve>();

    /// <summary>The ids of the APIs whose withdrawal an earlier run announced and whose time has come.</summary>
    public IReadOnlySet<string> Announced { get; init; } = new HashSet<string>();

    /// <summary>What goes for good with an API that goes, by its id.</summary>
    public IReadOnlyDictionary<string, Loss> Losses { get; init; } = new Dictionary<string, Loss>();

    /// <summary>True when a person insists on withdrawing.</summary>
    public bool Insist { get; init; }
}

/// <summary>One change to make.</summary>
public sealed record PlannedStep
{
    /// <summary>Create, update or delete.</summary>
    public required ChangeKind Change { get; init; }

    /// <summary>What is to be there; for a deletion, what is there.</summary>
    public required GatewayResource Resource { get; init; }

    /// <summary>The version the plan was made against; null for a creation.</summary>
    public string? ETag { get; init; }

    /// <summary>Which fields differ.</summary>
    public IReadOnlyList<FieldDifference> Differences { get; init; } = [];

    /// <summary>When what is there was last changed, where Resource Manager tells.</summary>
    public LastChange? LastChange { get; init; }

    /// <summary>Steps that must be done before, by key.</summary>
    public IReadOnlyList<ResourceKey> After { get; init; } = [];

    /// <summary>True for the withdrawal of an API that an earlier run announced and whose time has come.</summary>
    public bool IsAnnounced { get; init; }

    /// <summary>What names the resource.</summary>
    public ResourceKey Key => Resource.Key;

    /// <summary>True when it takes something away from callers: a deletion, and the mark by which a member of a fleet leaves its pools.</summary>
    internal bool TakesAway =>
        Change == ChangeKind.Delete
        || (Resource is Backend { OwnershipTag.Member: { } word } && MemberFacts.Read(word)?.Out == MemberFacts.Gone);
}

/// <summary>Why an API whose last deployment went is not withdrawn yet.</summary>
/// <param name="Reason">A sentence with the way out.</param>
/// <param name="LeavesAt">When it is withdrawn; null when that cannot be said, because something could not be read.</param>
/// <param name="MayPass">True when something could not be read, so that the run is worth trying again.</param>
internal sealed record Reprieve(string Reason, DateTimeOffset? LeavesAt, bool MayPass = false);

/// <summary>A name that callers use, with those that its calls go to.</summary>
/// <param name="Fleet">The fleet.</param>
/// <param name="Name">The alias.</param>
/// <param name="Members">Its members, by priority; empty when nobody can be called.</param>
public sealed record PlannedAlias(string Fleet, string Name, IReadOnlyList<PlannedMember> Members);

/// <summary>A deployment that stands behind an alias and is called.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="Sku">Its SKU.</param>
/// <param name="Region">The account's region.</param>
/// <param name="Tier">Which of the fleet's tiers it is in: the glob of the settings.</param>
/// <param name="Priority">Its place, from 1.</param>
/// <param name="Weight">Its share among those of one priority.</param>
public sealed record PlannedMember(ResourceId Deployment, string Sku, string Region, string Tier, int Priority, int Weight)
{
    /// <summary>The id of its backend.</summary>
    public string Backend { get; init; } = "";

    /// <summary>Capacity in units of the SKU; null when it is not known.</summary>
    public int? Capacity { get; init; }

    /// <summary>Its place for calls through the gateway in a region, where that is another one; null where all gateways call alike.</summary>
    public IReadOnlyDictionary<string, int>? ByGateway { get; init; }
}
