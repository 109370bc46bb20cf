using Importer.Gateway;

namespace Importer.Planning;

/// <summary>Everything a plan is made from.</summary>
public sealed record PlanInput
{
    /// <summary>What the gateway should hold.</summary>
    public required IReadOnlyList<GatewayResource> Wanted { get; init; }

    /// <summary>What it holds.</summary>
    public required GatewayState Found { get; init; }

    /// <summary>What may be done with a marked API that is not wanted; backends and named values follow their API.</summary>
    public required Func<OwnershipMark, Api?, Claim> ClaimOf { get; init; }

    /// <summary>
    /// Whether two marks name one account. Without more knowledge: the same account, or a deployment in it.
    /// </summary>
    public Func<OwnershipMark, OwnershipMark, bool> IsSameOwner { get; init; } =
        (one, other) => one.Source.Covers(other.Source) || other.Source.Covers(one.Source);

    /// <summary>What APIs that stay without being wanted should look like: only compared, never written.</summary>
    public IReadOnlyList<GatewayResource> Kept { get; init; } = [];

    /// <summary>How much may be withdrawn.</summary>
    public required DeletionRules Deletion { get; init; }

    /// <summary>What carries no mark and may be taken over all the same, because a person asked for it.</summary>
    public IReadOnlySet<ResourceKey> TakeOver { get; init; } = new HashSet<ResourceKey>();

    /// <summary>False when documents that changed behind their addresses are only told, and not imported.</summary>
    public bool TakesNewDocuments { get; init; } = true;

    /// <summary>The ids of APIs that could not be designed this time: they stay as they are.</summary>
    public IReadOnlySet<string> Undesigned { get; init; } = new HashSet<string>();

    /// <summary>What people keep for themselves, by API id.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<IgnorableField>> Ignored { get; init; } = new Dictionary<string, IReadOnlySet<IgnorableField>>();

    /// <summary>What a sweep may do; null on every other run, and on a plan.</summary>
    public DriftMode? Sweep { get; init; }

    /// <summary>The APIs that could be withdrawn and are not yet, by id.</summary>
    public IReadOnlyDictionary<string, Reprieve> NotYet { get; init; } = new Dictionary<string, Reprieve>();

    /// <summary>The ids of the APIs whose withdrawal an earlier run announced and whose time has come.</summary>
    public IReadOnlySet<string> Announced { get; init; } = new HashSet<string>();

    /// <summary>What goes for good with an API that goes, by its id.</summary>
    public IReadOnlyDictionary<string, Loss> Losses { get; init; } = new Dictionary<string, Loss>();

    /// <summary>True when a person insists on withdrawing.</summary>
    public bool Insist { get; init; }
}
