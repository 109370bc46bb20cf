using Importer.Deployments;
using Importer.Gateway;
using Importer.ManualActions;
using Importer.Runs;

namespace Importer.Reconciliation;

/// <summary>What a run knows once it has looked: what it was asked, the accounts, the service and its APIs.</summary>
internal sealed record RunContext
{
    /// <summary>What the run was asked.</summary>
    public required ReconcileRequest Request { get; init; }

    /// <summary>The accounts of the run; on an adoption the one behind the API.</summary>
    public required Inventory Inventory { get; init; }

    /// <summary>The service, as read when the run began.</summary>
    public required ServiceInfo Service { get; init; }

    /// <summary>The APIs as they were listed, revisions included.</summary>
    public required IReadOnlyList<Observed> Listed { get; init; }

    /// <summary>What is adopted; null on a run that was not asked to.</summary>
    public Adoption? Adoption { get; init; }

    /// <summary>The APIs.</summary>
    public IReadOnlyList<Api> All => [.. Listed.Select(found => (Api)found.Resource)];

    /// <summary>The APIs as the design is to see them.</summary>
    public IReadOnlyList<Api> Apis => Adoption?.AsAdopted(All) ?? All;
}
