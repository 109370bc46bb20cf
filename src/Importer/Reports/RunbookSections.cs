using Importer.Health;
using Importer.Runs;

namespace Importer.Reports;

/// <summary>
/// The sections of the runbook (docs/operations.md) that the report points to, by their anchors; a test holds each to a heading.
/// </summary>
public static class RunbookSections
{
    /// <summary>What a test call says.</summary>
    public const string TestCalls = "what-a-test-call-says";

    /// <summary>Fresh roles and deployments.</summary>
    public const string Pending = "pending-401-403-or-404-right-after-an-import";

    /// <summary>Rights that are missing.</summary>
    public const string Permission = "permission";

    /// <summary>What differs from the design.</summary>
    public const string Drift = "drift";

    /// <summary>An id or a path that somebody else has.</summary>
    public const string Conflict = "conflict-an-id-or-a-path-is-taken";

    /// <summary>An API that stays though the design no longer wants it.</summary>
    public const string Kept = "kept--is-no-longer-wanted-but-still-serves-a-live-deployment";

    /// <summary>An API that waits for a policy.</summary>
    public const string Withheld = "withheld-with---does-not-exist";

    /// <summary>An answer that proves nothing.</summary>
    public const string Unread = "unexpectedanswer--nothing-is-concluded-from-that-answer";

    /// <summary>An API that leaves.</summary>
    public const string Leaving = "leaving";

    /// <summary>Requests that were given up.</summary>
    public const string PoisonQueue = "the-poison-queue";

    /// <summary>A plan that would delete too much.</summary>
    public const string Refused = "refused-the-plan-would-delete-n-of-the-m-apis";

    /// <summary>How runs end.</summary>
    public const string Runs = "how-a-run-ends";

    /// <summary>Leases that keep instances apart.</summary>
    public const string Instances = "several-instances";

    /// <summary>The report itself, and how old its parts are.</summary>
    public const string Report = "the-report";

    /// <summary>An alias that nobody can be called for.</summary>
    public const string FleetAlias = "fleet-alias-without-a-member";

    /// <summary>A deployment that waits outside of its fleet.</summary>
    public const string FleetWaits = "fleet-member-waits-outside";

    /// <summary>A member whose breaker has been open for long.</summary>
    public const string FleetBreaker = "fleet-breaker-open-for-long";

    /// <summary>A deployment that the boundary of an alias keeps out.</summary>
    public const string FleetBoundary = "fleet-boundary-refuses-a-member";

    /// <summary>An alias without its first tier.</summary>
    public const string FleetTier = "fleet-provisioned-tier-lost";

    /// <summary>A pool that somebody wrote by hand.</summary>
    public const string FleetPool = "fleet-pool-written-by-hand";

    /// <summary>A fleet that is not in the settings any more.</summary>
    public const string FleetLeft = "fleet-taken-out-of-the-settings";

    /// <summary>Every section that the report points to.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        TestCalls,
        Pending,
        Permission,
        Drift,
        Conflict,
        Kept,
        Withheld,
        Unread,
        Leaving,
        PoisonQueue,
        Refused,
        Runs,
        Instances,
        Report,
        FleetAlias,
        FleetWaits,
        FleetBreaker,
        FleetBoundary,
        FleetTier,
        FleetPool,
        FleetLeft,
    ];

    internal static string Of(CauseCode? cause) =>
        cause switch
        {
            CauseCode.RoleMissing or CauseCode.IdentityMissing => Permission,
            _ => TestCalls,
        };

    internal static string Of(DriftKind kind) =>
        kind switch
        {
            DriftKind.Conflict => Conflict,
            DriftKind.Permission => Permission,
            DriftKind.Orphan => Kept,
            _ => Drift,
        };

    internal static string Of(SetAsideKind kind) =>
        kind switch
        {
            SetAsideKind.Conflict => Conflict,
            SetAsideKind.Permission => Permission,
            SetAsideKind.Kept => Kept,
            SetAsideKind.Withheld or SetAsideKind.Missing => Withheld,
            SetAsideKind.Unread => Unread,
            SetAsideKind.Leaving => Leaving,
            _ => Runs,
        };

    internal static string Of(RunReport run) => run.Outcome == RunOutcome.Refused ? Refused : Runs;
}
