using System.Globalization;
using System.Text.Json.Serialization;
using Importer.Deployments;
using Importer.Health;
using Importer.Lifecycle;
using Importer.Redaction;

namespace Importer.Reports;

/// <summary>The aliases of fleets, as the last run that looked at them left them, with what test calls proved of their members.</summary>
public sealed record AliasReport
{
    /// <summary>When the run ended that looked last (UTC).</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Its id.</summary>
    public required string RunId { get; init; }

    /// <summary>When a run last looked at every account (UTC); null when none has.</summary>
    public DateTimeOffset? SweptAt { get; init; }

    /// <summary>True when nobody looked within the schedule of drift checks: how the aliases stand now is not known.</summary>
    public bool IsStale { get; init; }

    /// <summary>How old this is, in a sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>The aliases, by fleet and name.</summary>
    public IReadOnlyList<ReportAlias> Aliases
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Who stands beside the members, and what people should know.</summary>
    public IReadOnlyList<FleetAside> Asides
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>How an alias stands. Only the first is good news.</summary>
public enum AliasState
{
    /// <summary>A member answered a test call within the schedule of test calls.</summary>
    Proven,

    /// <summary>It has members, and none of them is proven.</summary>
    Unproven,

    /// <summary>It has members, and test calls of all of them failed.</summary>
    Unhealthy,

    /// <summary>It has members, and none in the provisioned tier that it had.</summary>
    Reduced,

    /// <summary>Nobody can be called: the gateway answers 503.</summary>
    Unserved,

    /// <summary>No deployment stands behind it any more: the gateway does not know it and answers 404.</summary>
    Ended,

    /// <summary>Nobody looked for too long.</summary>
    Unknown,
}

/// <summary>How a member stands. Only the first is good news.</summary>
public enum MemberState
{
    /// <summary>It answered a test call within the schedule of test calls.</summary>
    Proven,

    /// <summary>No test call proves it.</summary>
    Unproven,

    /// <summary>Its test call failed.</summary>
    Unhealthy,

    /// <summary>The gateway's circuit breaker leaves it alone.</summary>
    Open,
}

/// <summary>A name that callers of a fleet use.</summary>
public sealed record ReportAlias
{
    /// <summary>The fleet's name.</summary>
    public required string Fleet { get; init; }

    /// <summary>The alias.</summary>
    public required string Alias { get; init; }

    /// <summary>How it stands.</summary>
    public required AliasState State { get; init; }

    /// <summary>The same in a sentence.</summary>
    [JsonConverter(typeof(RedactedText))]
    public required string Sentence { get; init; }

    /// <summary>Since when nobody can be called (UTC); null while somebody can.</summary>
    public DateTimeOffset? EmptySince { get; init; }

    /// <summary>Since when no member is in a provisioned tier though one was (UTC).</summary>
    public DateTimeOffset? ProvisionedGoneSince { get; init; }

    /// <summary>True when somebody could be called before.</summary>
    public bool HadMember { get; init; }

    /// <summary>Those that its calls go to, by priority.</summary>
    public IReadOnlyList<ReportMember> Members
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What it is left with when an account or a region goes, the worst first.</summary>
    public IReadOnlyList<PlaceLoss> Losses
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>A deployment that calls of an alias go to.</summary>
public sealed record ReportMember
{
    /// <summary>The deployment's full id.</summary>
    public required string Deployment { get; init; }

    /// <summary>Its account's name.</summary>
    public required string Account { get; init; }

    /// <summary>The id of its backend.</summary>
    public required string Backend { get; init; }

    /// <summary>The account's region.</summary>
    public required string Region { get; init; }

    /// <summary>Its SKU.</summary>
    public required string Sku { get; init; }

    /// <summary>Capacity in units of the SKU; null when it is not known.</summary>
    public int? Capacity { get; init; }

    /// <summary>The glob of the fleet's tiers that it is in.</summary>
    public required string Tier { get; init; }

    /// <summary>Its place, from 1.</summary>
    public required int Priority { get; init; }

    /// <summary>Its place for calls through the gateway in a region, where that is another one; null where all gateways call alike.</summary>
    public IReadOnlyDictionary<string, int>? ByGateway { get; init; }

    /// <summary>Its share of the calls of its priority, in per cent.</summary>
    public required int Share { get; init; }

    /// <summary>How it stands.</summary>
    public required MemberState State { get; init; }

    /// <summary>The same in a sentence.</summary>
    [JsonConverter(typeof(RedactedText))]
    public required string Sentence { get; init; }

    /// <summary>When it last answered a test call (UTC); null when it never did.</summary>
    public DateTimeOffset? ProvenAt { get; init; }

    /// <summary>Since when the gateway's circuit breaker leaves it alone (UTC); null when it is not known to.</summary>
    public DateTimeOffset? OpenSince { get; init; }
}

/// <summary>Puts together what is known of aliases; pure.</summary>
internal static class AliasReports
{
    // Who was never called has its first test calls ahead of it.
    internal static readonly TimeSpan FirstMember = TimeSpan.FromHours(1);

    /// <summary>The aliases; null where there is nothing to tell.</summary>
    /// <param name="memory">What runs found.</param>
    /// <param name="report">The report so far: its time, and its test calls.</param>
    /// <param name="schedules">What was due.</param>
    /// <param name="openSince">Which circuit breakers are open, by the id of the backend and since when.</param>
    public static AliasReport? Of(
        FleetMemory memory,
        ReportDocument report,
        ReportSchedules schedules,
        IReadOnlyDictionary<string, DateTimeOffset> openSince
    )
    {
        var now = report.GeneratedAt;
        var isFuture = ReportSchedules.IsFuture(memory.AsOf, now);
        var isStale = isFuture || (schedules.DriftCheck is not null && !schedules.IsCurrent(schedules.DriftCheck, memory.AsOf, now));
        var judge = new MemberJudge([.. report.Health?.Checks ?? [], .. memory.Proofs.Select(Check)], schedules, now)
        {
            OpenSince = openSince,
        };
        var aliases = memory
            .Aliases.Where(alias => !alias.IsEnded || now - alias.EmptySince < FleetMemories.EndedIsTold)
            .Select(alias => Alias(alias, judge, isStale))
            .ToList();
        return aliases.Count == 0 && memory.Asides.Count == 0
            ? null
            : new()
            {
                AsOf = memory.AsOf,
                RunId = memory.RunId,
                SweptAt = memory.SweptAt,
                IsStale = isStale,
                Sentence = Age(memory, now, isFuture, isStale),
                Aliases = aliases,
                Asides = memory.Asides,
            };
    }

    private static HealthCheck Check(MemberProof proof) =>
        new()
        {
            Deployment = proof.Deployment,
            Api = proof.Api,
            Compatibility = Compatibility.AzureOpenAI,
            Status = proof.Status,
            Cause = proof.Cause,
            HealthyAt = proof.Status == ProbeStatus.Healthy ? proof.At : null,
        };

    private static string Age(FleetMemory memory, DateTimeOffset now, bool isFuture, bool isStale)
    {
        if (isFuture)
        {
            return $"dated {Time(memory.AsOf)}, which is in the future: a clock is wrong, so how aliases stand is not known";
        }

        var swept = memory.SweptAt is { } at
            ? $"every account was last looked at {Time(at)}"
            : "no run has looked at every account yet, so who waits outside is not fully known";
        return $"as of {Time(memory.AsOf)} ({DisplayText.Span(now - memory.AsOf)} ago), by run {memory.RunId}; {swept}{(isStale ? "; nobody has looked since, though a drift check was due, so how aliases stand now is not known" : "")}";
    }

    private static ReportAlias Alias(KnownAlias alias, MemberJudge judge, bool isStale)
    {
        var sums = alias
            .Members.GroupBy(member => member.Priority)
            .ToDictionary(same => same.Key, same => same.Sum(member => member.Weight));
        var members = alias
            .Members.OrderBy(member => member.Priority)
            .ThenByDescending(member => member.Weight)
            .ThenBy(member => member.Deployment, StringComparer.OrdinalIgnoreCase)
            .Select(member => judge.Judge(alias.Fleet, member, sums[member.Priority]))
            .ToList();
        var state = StateOf(alias, members, isStale);
        return new()
        {
            Fleet = alias.Fleet,
            Alias = alias.Alias,
            State = state,
            Sentence = Sentence(alias, members, state),
            EmptySince = alias.EmptySince,
            ProvisionedGoneSince = alias.ProvisionedGoneSince,
            HadMember = alias.HadMember,
            Members = members,
            Losses = RunAliases.Losses(alias.Members),
        };
    }

    private static AliasState StateOf(KnownAlias alias, List<ReportMember> members, bool isStale)
    {
        if (alias.IsEnded)
        {
            return AliasState.Ended;
        }

        if (members.Count == 0)
        {
            return AliasState.Unserved;
        }

        if (isStale)
        {
            return AliasState.Unknown;
        }

        if (alias.ProvisionedGoneSince is not null)
        {
            return AliasState.Reduced;
        }

        return members switch
        {
            _ when members.All(member => member.State == MemberState.Unhealthy) => AliasState.Unhealthy,
            _ when alias.Pending is null && members.Any(member => member.State == MemberState.Proven) => AliasState.Proven,
            _ => AliasState.Unproven,
        };
    }

    private static string Sentence(KnownAlias alias, List<ReportMember> members, AliasState state)
    {
        var proven = members.Count(member => member.State == MemberState.Proven);
        var count = $"{proven} of {members.Count} {(members.Count == 1 ? "member" : "members")} proven";
        var what = state switch
        {
            AliasState.Ended => "no deployment stands behind it any more: the gateway answers its calls with 404",
            AliasState.Unserved when !alias.HadMember => "it waits for its first member: the gateway answers its calls with 503",
            AliasState.Unserved => "nobody can be called: the gateway answers its calls with 503",
            AliasState.Reduced => $"it has no provisioned member any more; {count}",
            AliasState.Unhealthy => "test calls of all members failed",
            AliasState.Unknown => $"nobody looked for too long; {count} then",
            _ => count,
        };
        return alias.Pending is { } pending ? $"{what}; {pending}" : what;
    }

    internal static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}

/// <summary>Says how members stand, from the test calls on record. What nobody called is not proven.</summary>
internal sealed class MemberJudge(IReadOnlyList<HealthCheck> checks, ReportSchedules schedules, DateTimeOffset now)
{
    private readonly ILookup<string, HealthCheck> _checks = checks.ToLookup(check => check.Deployment, StringComparer.OrdinalIgnoreCase);

    /// <summary>Which circuit breakers are open, by the id of the backend and since when.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> OpenSince { get; init; } = new Dictionary<string, DateTimeOffset>();

    public ReportMember Judge(string fleet, RunMember member, int weights)
    {
        // A call through the fleet says more of its member than one through the account's own API.
        var all = _checks[member.Deployment].ToList();
        var own = all.Where(check => check.Api.StartsWith($"{fleet}-", StringComparison.OrdinalIgnoreCase)).ToList();
        var (state, sentence) = Of(own.Count > 0 ? own : all);
        var open = OpenSince.TryGetValue(member.Backend, out var since) ? since : (DateTimeOffset?)null;
        return new()
        {
            Deployment = member.Deployment,
            Account = DisplayText.ShortOf(member.Deployment).Split('/')[0],
            Backend = member.Backend,
            Region = member.Region,
            Sku = member.Sku,
            Capacity = member.Capacity,
            Tier = member.Tier,
            Priority = member.Priority,
            ByGateway = member.ByGateway,
            Share = weights <= 0 ? 0 : (int)Math.Round(100.0 * member.Weight / weights),
            State = open is null ? state : MemberState.Open,
            Sentence = open is { } at ? $"its circuit breaker is open since {AliasReports.Time(at)}; {sentence}" : sentence,
            ProvenAt = all.Max(check => check.HealthyAt),
            OpenSince = open,
        };
    }

    private (MemberState State, string Sentence) Of(List<HealthCheck> checks)
    {
        if (checks.Count == 0)
        {
            return (MemberState.Unproven, "no test call of it is on record");
        }

        if (checks.Where(IsProven).MaxBy(check => check.HealthyAt) is { } proven)
        {
            return (MemberState.Proven, $"answered a test call through {proven.Api} at {AliasReports.Time(proven.HealthyAt!.Value)}");
        }

        if (checks.FirstOrDefault(check => check.Status == ProbeStatus.Unhealthy) is { } sick)
        {
            return (MemberState.Unhealthy, $"does not answer through {sick.Api}: {sick.Cause ?? "the cause is not known"}");
        }

        var last = checks.MaxBy(check => check.HealthyAt)!;
        var sentence = last switch
        {
            { HealthyAt: { } at } => $"last answered through {last.Api} at {AliasReports.Time(at)}, {Age(at)}",
            { Cause: { } cause } => $"not proven through {last.Api}: {cause}",
            _ => $"never answered a test call through {last.Api}",
        };
        return (MemberState.Unproven, sentence);
    }

    private string Age(DateTimeOffset at)
    {
        if (schedules.TestCalls is null)
        {
            return "and the schedule of test calls is not known";
        }

        return ReportSchedules.IsFuture(at, now)
            ? "which is in the future: a clock is wrong"
            : "too long ago for the schedule of test calls";
    }

    private bool IsProven(HealthCheck check) =>
        check.Status is ProbeStatus.Healthy or ProbeStatus.Throttled && schedules.IsCurrent(schedules.TestCalls, check.HealthyAt, now);
}

/// <summary>What is reckoned from the aliases of a run.</summary>
public static class RunAliases
{
    /// <summary>
    /// The places of a member by the gateway that a call comes through, in words that follow its place for all; nothing where it has one.
    /// </summary>
    public static string Words(IReadOnlyDictionary<string, int>? byGateway) =>
        byGateway is { Count: > 0 }
            ? $"; through the gateway in {string.Join(
                ", in ",
                byGateway
                    .OrderBy(place => place.Key, StringComparer.Ordinal)
                    .Select(place => string.Create(CultureInfo.InvariantCulture, $"{place.Key} priority {place.Value}"))
            )}"
            : "";

    /// <summary>What the alias of these members is left with when an account or a region goes, the worst first.</summary>
    public static IReadOnlyList<PlaceLoss> Losses(IReadOnlyList<RunMember> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return AliasHeadroom.Of([
            .. members.Select(member => new MemberCapacity(member.Deployment, member.Region, member.Sku, member.Capacity)),
        ]);
    }
}
