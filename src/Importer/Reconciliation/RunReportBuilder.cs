using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Health;
using Importer.Planning;
using Importer.Reports;
using Importer.Runs;

namespace Importer.Reconciliation;

/// <summary>Gathers a run's report while the run goes on; each verb adds what it found.</summary>
internal sealed class RunReportBuilder(ReconcileRequest request, DateTimeOffset startedAt)
{
    private readonly List<RunStep> _before = [];
    private RunReport _report = new()
    {
        Id = request.RunId,
        Reason = request.Reason,
        Scope = request.Scope?.Value,
        ManualAction = request.ManualAction,
        Mode = request.Mode,
        StartedAt = startedAt,
        Timing = new RunTiming { EventTime = request.EventTime, ReceivedAt = request.ReceivedAt },
    };

    private Plan _plan = new() { Steps = [], Unchanged = 0 };
    private bool _isIncomplete;

    /// <summary>What was found, wanted and planned.</summary>
    public void Found(Inventory inventory, GatewayDesign design, Plan plan)
    {
        _plan = plan;
        _isIncomplete =
            inventory.Unread.Count > 0
            || design.SetAside.Any(aside => aside.MayPass || aside.IsConflict || aside.NeedsAction || aside.Lack != DesignLack.None)
            || plan.Findings.Any(IsAmiss);
        _report = _report with
        {
            Decisions = [.. design.Decisions.Select(Decision)],
            Aliases = plan.Aliases.Count == 0 ? null : [.. plan.Aliases.Select(Alias)],
            Fleets = plan.Fleets,
            SetAside =
            [
                .. RunSetAsides.Of(inventory),
                .. design.SetAside.Select(aside => new RunSetAside(aside.Subject, aside.Reason)
                {
                    Kind = RunSetAsides.KindOf(aside),
                    Differences = aside.Differences,
                    MayPass = aside.MayPass,
                    Fleet = aside.Fleet,
                }),
                .. plan.Findings.Select(SetAside),
            ],
            Ignored =
            [
                .. plan.Ignored.Select(step => new RunIgnored
                {
                    Change = step.Change,
                    Kind = step.Key.Kind,
                    Name = step.Key.Name,
                    Differences = step.Differences,
                    LastChange = step.LastChange,
                }),
            ],
            TryAgain =
                inventory.Unread.Any(unread => unread.MayPass)
                || design.SetAside.Any(IsWaitedFor)
                || plan.Findings.Any(finding => finding.MayPass),
            LookAgainAt = plan.Findings.Where(finding => finding.Kind == FindingKind.Leaving).Min(finding => finding.LeavesAt),
            HasDueWithdrawals = plan.Steps.Any(step => step.IsAnnounced),
        };
    }

    /// <summary>What a manual action comes to.</summary>
    public void Found(Plan plan, IReadOnlyList<RunSetAside> notes)
    {
        _plan = plan;
        _isIncomplete = plan.Findings.Any(IsAmiss) || notes.Any(note => note.Kind == SetAsideKind.Missing);
        _report = _report with { SetAside = [.. notes, .. plan.Findings.Select(SetAside)] };
    }

    /// <summary>What a person asked for cannot be done as it is; nothing more is written.</summary>
    public RunReportBuilder Refused(string reason)
    {
        _report = _report with { Outcome = RunOutcome.Refused, Error = reason, Steps = [.. _before], Counts = Counts(_before) };
        return this;
    }

    /// <summary>Nothing was written, on purpose.</summary>
    public RunReportBuilder Planned()
    {
        _report = _report with
        {
            Steps = [.. _before, .. _plan.Steps.Concat(_plan.ReportedOnly).Select(step => Step(step, StepOutcome.Planned))],
            Counts = Counts([.. _before, .. _plan.Steps.Concat(_plan.ReportedOnly).Select(step => Step(step, StepOutcome.Planned))]),
            Outcome = _plan.Refusal is null ? Complete : RunOutcome.Refused,
            Error = _plan.Refusal,
            TryAgain = _report.TryAgain && request.Mode == RunMode.Apply && _plan.Refusal is null,
        };
        return this;
    }

    /// <summary>Keeps what was done under a plan that has to be made again.</summary>
    public void Keep(IReadOnlyList<StepResult> results) =>
        _before.AddRange(results.Where(result => result.Outcome == StepOutcome.Done).Select(Step));

    /// <summary>What came of the plan.</summary>
    public void Applied(IReadOnlyList<StepResult> results)
    {
        var inUse = results.Where(result => result.Failure == WriteFailureKind.InUse).ToList();
        AppliedAll([.. results.Except(inUse)]);
        _report = _report with { SetAside = [.. _report.SetAside, .. inUse.Select(StillUsed)] };
    }

    private void AppliedAll(IReadOnlyList<StepResult> results) =>
        _report = _report with
        {
            Steps = [.. _before, .. results.Select(Step), .. _plan.ReportedOnly.Select(step => Step(step, StepOutcome.Planned))],
            Counts = Counts([.. _before, .. results.Where(result => result.Outcome == StepOutcome.Done).Select(Step)]),
            Held = results.Any(result => result.HeldBy is not null)
                ? [.. results.Where(result => result.HeldBy is not null).Select(Held)]
                : null,
            TryAgain = _report.TryAgain || results.Any(result => result.Failure is WriteFailureKind.Later or WriteFailureKind.Changed),
            Outcome = OutcomeOf(results),
        };

    private RunOutcome Complete => _isIncomplete ? RunOutcome.Partial : RunOutcome.Succeeded;

    private RunOutcome OutcomeOf(IReadOnlyList<StepResult> results)
    {
        if (results.All(result => result.Outcome == StepOutcome.Done))
        {
            return Complete;
        }

        return results.Any(result => result.Outcome == StepOutcome.Done) || _plan.Unchanged > 0 ? RunOutcome.Partial : RunOutcome.Failed;
    }

    /// <summary>What the test calls showed.</summary>
    public void Probed(IReadOnlyList<ProbeResult> probes, DateTimeOffset now)
    {
        var isReady =
            probes.Any(probe => probe.Status == ProbeStatus.Healthy)
            && probes.All(probe => probe.Status is ProbeStatus.Healthy or ProbeStatus.Skipped);
        var readyAt = isReady ? now : (DateTimeOffset?)null;
        _report = _report with
        {
            Probes = probes,
            Outcome =
                _report.Outcome == RunOutcome.Succeeded && probes.Any(probe => probe.Status == ProbeStatus.Unhealthy)
                    ? RunOutcome.Partial
                    : _report.Outcome,
            Timing = _report.Timing with { ReadyAt = readyAt, EventToReadyMs = (long?)(readyAt - request.EventTime)?.TotalMilliseconds },
        };
    }

    /// <summary>Members of fleets were called before they joined.</summary>
    public void Proven(IReadOnlyList<ProbeResult> proofs) => _report = _report with { Proofs = proofs };

    /// <summary>The run could not go on.</summary>
    public RunReportBuilder Stopped(string reason, bool mayPass)
    {
        // Once the plan was carried out, the report has its steps already.
        var isBefore = _report.Steps.Count == 0 && _before.Count > 0;
        _report = _report with
        {
            Outcome = RunOutcome.Failed,
            Error = reason,
            TryAgain = mayPass,
            Steps = isBefore ? [.. _before] : _report.Steps,
            Counts = isBefore ? Counts(_before) : _report.Counts,
        };
        return this;
    }

    /// <summary>The report.</summary>
    public RunReport Build(DateTimeOffset finishedAt) =>
        _report with
        {
            FinishedAt = finishedAt,
            Attempts = [new RunAttempt(startedAt, _report.Outcome ?? RunOutcome.Failed, _report.Error)],
        };

    // A deployment on its way has an event of its own, whose message waits for it; other events' messages need not.
    private bool IsWaitedFor(SetAside aside) =>
        aside.MayPass
        && (
            !aside.TellsItself
            || request.Reason != RunReason.Event
            || request
                .Prove.Append(request.Scope)
                .Any(asked => string.Equals(asked?.Value, aside.Subject, StringComparison.OrdinalIgnoreCase))
        );

    // What stays on purpose, and what was said before it goes, is no reason to call a run incomplete.
    private static bool IsAmiss(PlanFinding finding) =>
        finding.MayPass
        || finding is { Kind: FindingKind.Leaving, LeavesAt: null }
        || finding.Kind is not (FindingKind.Kept or FindingKind.Waiting or FindingKind.Leaving or FindingKind.Lost or FindingKind.Copy);

    private static RunSetAside SetAside(PlanFinding finding) =>
        new(finding.Subject, finding.Reason)
        {
            Kind = Kind(finding.Kind),
            LeavesAt = finding.LeavesAt,
            MayPass = finding.MayPass,
            Differences = finding.Differences,
        };

    private static SetAsideKind Kind(FindingKind kind) =>
        kind switch
        {
            FindingKind.Conflict or FindingKind.Copy => SetAsideKind.Conflict,
            FindingKind.Kept => SetAsideKind.Kept,
            FindingKind.Leaving => SetAsideKind.Leaving,
            FindingKind.Lost => SetAsideKind.Lost,
            FindingKind.Waiting => SetAsideKind.Waiting,
            FindingKind.Permission => SetAsideKind.Permission,
            _ => SetAsideKind.Missing,
        };

    // Nothing is wrong with that: it serves nobody of ours, and harms nobody.
    private static RunSetAside StillUsed(StepResult result) =>
        new(
            result.Step.Key.Name,
            $"{result.Step.Key} is no longer wanted, but something that this importer does not manage still uses it, so the service keeps it: {result.Reason}. Policies of single operations are not read beforehand. Once nothing uses it, the next run withdraws it"
        )
        {
            Kind = SetAsideKind.Kept,
        };

    private HeldLease Held(StepResult result) =>
        new(result.HeldBy!, $"{ReportText.Of(result.Step.Key.Kind)} {result.Step.Key.Name}", startedAt);

    private RunCounts Counts(IEnumerable<RunStep> steps)
    {
        var byChange = steps.ToLookup(step => step.Change);
        return new(
            byChange[ChangeKind.Create].Count(),
            byChange[ChangeKind.Update].Count(),
            byChange[ChangeKind.Delete].Count(),
            _plan.Unchanged
        );
    }

    private static RunAlias Alias(PlannedAlias alias) =>
        new()
        {
            Fleet = alias.Fleet,
            Alias = alias.Name,
            Members =
            [
                .. alias.Members.Select(member => new RunMember
                {
                    Deployment = member.Deployment.Value,
                    Sku = member.Sku,
                    Region = member.Region,
                    Tier = member.Tier,
                    Priority = member.Priority,
                    Weight = member.Weight,
                    Backend = member.Backend,
                    Capacity = member.Capacity,
                    ByGateway = member.ByGateway,
                }),
            ],
        };

    private static RunDecision Decision(Decision decision) =>
        new(decision.Deployment.Id.Value, decision.ApiId, decision.Compatibility, decision.Reason)
        {
            Settings = decision.Settings,
            Lacks = decision.Lacks.Count > 0 ? decision.Lacks : null,
            Ahead = decision.Ahead,
        };

    private static RunStep Step(StepResult result) =>
        Step(result.Step, result.Outcome) with
        {
            Reason = result.Reason,
            Ms = (long)result.Took.TotalMilliseconds,
        };

    private static RunStep Step(PlannedStep step, StepOutcome outcome) =>
        new()
        {
            Change = step.Change,
            Kind = step.Key.Kind,
            Name = step.Key.Name,
            Outcome = outcome,
            Differences = step.Differences,
            LastChange = step.LastChange,
        };
}

/// <summary>Tells runs and rounds of test calls what was left alone, and of what sort it is.</summary>
internal static class RunSetAsides
{
    /// <summary>The scopes that could not be read, and those that are not there.</summary>
    public static IEnumerable<RunSetAside> Of(Inventory inventory) =>
        [
            .. inventory.Unread.Select(unread => new RunSetAside(unread.Scope.Value, unread.Reason) { Kind = SetAsideKind.Unread }),
            .. inventory.Missing.Select(missing => new RunSetAside(
                missing.Value,
                "there is no such scope any more; check Discovery.Scopes, and the scope that was asked for, if it should be there"
            )
            {
                Kind = SetAsideKind.Missing,
            }),
        ];

    /// <summary>The sort of a set-aside of the design.</summary>
    public static SetAsideKind KindOf(SetAside aside) =>
        aside switch
        {
            { IsBreach: true } => SetAsideKind.Compliance,
            { IsConflict: true } => SetAsideKind.Conflict,
            { NeedsAction: true } => SetAsideKind.Impossible,
            { Lack: DesignLack.Withheld } => SetAsideKind.Withheld,
            { Lack: DesignLack.Policy } => SetAsideKind.Missing,
            { Lack: DesignLack.Right } => SetAsideKind.Permission,
            { Differences.Count: > 0 } => SetAsideKind.Document,
            _ => SetAsideKind.LeftOut,
        };
}
