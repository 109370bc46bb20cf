using System.Text.Json.Serialization;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Health;
using Importer.Redaction;
using Importer.Resources;
using Importer.Storage;

namespace Importer.Reports;

/// <summary>
/// Keeps how the aliases of fleets stood when a run last looked at them, in one document: a report reads it and asks nobody else, however
/// many deployments there are. Every run sees all aliases; who waits outside it sees where it looked, and the rest stays as it was told.
/// </summary>
public sealed class FleetRecords(IDocumentStore store)
{
    /// <summary>The document.</summary>
    public const string Latest = "fleets/latest.json";

    private const int Rounds = 8;

    /// <summary>How the aliases stood; null where no run ever looked at them.</summary>
    public async Task<FleetMemory?> ReadAsync(CancellationToken cancellationToken) =>
        Whole(StoredJson.Read(await store.ReadAsync(Latest, cancellationToken), ReportJson.Default.FleetMemory));

    /// <summary>Notes what a run found; one that did not look at fleets changes nothing.</summary>
    /// <exception cref="DocumentStoreException">It could not be noted.</exception>
    public async Task NoteAsync(RunReport run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Fleets is null)
        {
            return;
        }

        for (var round = 0; round < Rounds; round++)
        {
            var found = await store.ReadAsync(Latest, cancellationToken);
            var known = Whole(StoredJson.Read(found, ReportJson.Default.FleetMemory));
            var now = FleetMemories.After(known, run);
            var content = StoredJson.Write(now, ReportJson.Default.FleetMemory);
            if (await store.WriteAsync(Latest, content, "application/json", found?.ETag ?? "", cancellationToken))
            {
                return;
            }
        }

        throw new DocumentStoreException($"{Latest} was changed by others {Rounds} times in a row.");
    }

    // A list with holes in it no run wrote.
    private static FleetMemory? Whole(FleetMemory? memory) =>
        memory is not null
        && memory.Aliases.All(alias => alias is not null && alias.Members.All(member => member is not null))
        && memory.Asides.All(aside => aside is not null)
        && memory.Proofs.All(proof => proof is not null)
            ? memory
            : null;
}

/// <summary>How the aliases of fleets stood when a run last looked. Serialised in camelCase; the field names are a contract.</summary>
public sealed record FleetMemory
{
    /// <summary>When the run ended that looked last (UTC).</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>When it began (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Its id.</summary>
    public required string RunId { get; init; }

    /// <summary>When a run last looked at every account (UTC); null when none has.</summary>
    public DateTimeOffset? SweptAt { get; init; }

    /// <summary>The aliases, those that ended lately too.</summary>
    public IReadOnlyList<KnownAlias> Aliases
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

    /// <summary>The last call that a run made through a fleet to each member: rounds of test calls do not make it again.</summary>
    public IReadOnlyList<MemberProof> Proofs
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>A call that a run made through a fleet to one member.</summary>
/// <param name="Deployment">The member's full id.</param>
/// <param name="Api">The API that it was called through.</param>
/// <param name="At">When the run ended (UTC).</param>
/// <param name="Status">The verdict.</param>
/// <param name="Cause">Why it is not healthy.</param>
public sealed record MemberProof(
    string Deployment,
    string Api,
    DateTimeOffset At,
    ProbeStatus Status,
    [property: JsonConverter(typeof(RedactedText))] string? Cause
);

/// <summary>An alias as a run left it.</summary>
public sealed record KnownAlias
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

    /// <summary>Since when nobody can be called (UTC); null while somebody can.</summary>
    public DateTimeOffset? EmptySince { get; init; }

    /// <summary>True when somebody could be called before.</summary>
    public bool HadMember { get; init; }

    /// <summary>True when no deployment stands behind it any more: the gateway does not know it.</summary>
    public bool IsEnded { get; init; }

    /// <summary>True when it has, or had, a member in a provisioned tier.</summary>
    public bool HadProvisioned { get; init; }

    /// <summary>Since when no member is in a provisioned tier though one was (UTC).</summary>
    public DateTimeOffset? ProvisionedGoneSince { get; init; }

    /// <summary>Why the gateway may not hold it so yet, in a sentence; null when every write of it is done.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Pending { get; init; }

    /// <summary>True for a tier of provisioned SKUs.</summary>
    public static bool IsProvisioned(string tier)
    {
        ArgumentNullException.ThrowIfNull(tier);
        return tier.Contains("Provisioned", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>What somebody beside the members of a fleet's aliases is.</summary>
public enum AsideState
{
    /// <summary>A deployment that is not called: drained, paused, or kept out for the reason that is told.</summary>
    Outside,

    /// <summary>A member that left its pools, and whose backend goes later.</summary>
    Leaving,

    /// <summary>Something that people should know of an alias or a member.</summary>
    Note,
}

/// <summary>A deployment outside of a fleet's aliases, or something that people should know of one.</summary>
/// <param name="Fleet">The fleet's name.</param>
/// <param name="Subject">The deployment's id; else an alias, an account or a resource in the gateway.</param>
/// <param name="State">What it is.</param>
/// <param name="Reason">A sentence with the way out.</param>
/// <param name="LeavesAt">When the backend goes (UTC), where it is about that.</param>
public sealed record FleetAside(
    string Fleet,
    string Subject,
    AsideState State,
    [property: JsonConverter(typeof(RedactedText))] string Reason,
    DateTimeOffset? LeavesAt = null
);

/// <summary>Adds what a run found to what was known.</summary>
internal static class FleetMemories
{
    /// <summary>For so long an alias is told that has ended; after it that is taken for what was wanted.</summary>
    public static readonly TimeSpan EndedIsTold = TimeSpan.FromDays(7);

    /// <summary>For so long it is told that an alias is without provisioned capacity that it had.</summary>
    public static readonly TimeSpan ProvisionedIsTold = TimeSpan.FromDays(30);

    public static FleetMemory After(FleetMemory? known, RunReport run)
    {
        var fleets = run.Fleets!.ToHashSet(StringComparer.Ordinal);
        var unseen = run.SetAside.Select(aside => aside.Fleet).OfType<string>().Except(fleets).ToHashSet(StringComparer.Ordinal);
        var at = run.FinishedAt ?? run.StartedAt;

        // A run that began earlier and ended later saw an older world.
        var isOlder = known is not null && known.StartedAt > run.StartedAt;
        var aliases = isOlder ? known!.Aliases : Aliases(known, run, (fleets, unseen), at);
        var asides = Asides(known, run, (fleets, unseen), isOlder);
        return new()
        {
            AsOf = isOlder ? known!.AsOf : at,
            StartedAt = isOlder ? known!.StartedAt : run.StartedAt,
            RunId = isOlder ? known!.RunId : run.Id,
            SweptAt = run.Scope is null && run.SetAside.All(aside => aside.Kind != SetAsideKind.Unread) ? at : known?.SweptAt,
            Aliases = aliases,
            Asides = asides,
            Proofs = Proofs(known, run, aliases, at),
        };
    }

    private static IReadOnlyList<MemberProof> Proofs(
        FleetMemory? known,
        RunReport run,
        IReadOnlyList<KnownAlias> aliases,
        DateTimeOffset at
    )
    {
        var members = aliases
            .SelectMany(alias => alias.Members.Select(member => member.Deployment))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. run
                .Probes.Concat(run.Proofs)
                .Where(probe =>
                    probe.Status != ProbeStatus.Skipped
                    && run.Fleets!.Any(fleet => probe.Api.StartsWith($"{fleet}-", StringComparison.OrdinalIgnoreCase))
                )
                .Select(probe => new MemberProof(probe.Deployment, probe.Api, at, probe.Status, probe.Cause))
                .Concat(known?.Proofs ?? [])
                .Where(proof => members.Contains(proof.Deployment))
                .GroupBy(proof => proof.Deployment, StringComparer.OrdinalIgnoreCase)
                .Select(proofs => proofs.MaxBy(proof => proof.At)!)
                .OrderBy(proof => proof.Deployment, StringComparer.OrdinalIgnoreCase),
        ];
    }

    // A fleet that the run could not see stands as it stood.
    private static IReadOnlyList<KnownAlias> Aliases(
        FleetMemory? known,
        RunReport run,
        (HashSet<string> Seen, HashSet<string> Unseen) fleets,
        DateTimeOffset at
    )
    {
        var before = (known?.Aliases ?? [])
            .DistinctBy(alias => (alias.Fleet, alias.Alias))
            .ToDictionary(alias => (alias.Fleet, alias.Alias));
        var steps = run.Steps.Where(step => step.Kind == ResourceKind.Backend && step.Outcome != StepOutcome.Done).ToList();
        var now = (run.Aliases ?? [])
            .Select(alias => Now(before.GetValueOrDefault((alias.Fleet, alias.Alias)), alias, at) with { Pending = Pending(alias, steps) })
            .ToList();
        var there = now.Select(alias => (alias.Fleet, alias.Alias)).ToHashSet();
        var ended = before
            .Values.Where(alias => !there.Contains((alias.Fleet, alias.Alias)) && fleets.Seen.Contains(alias.Fleet) && alias.HadMember)
            .Select(alias =>
                alias with
                {
                    Members = [],
                    IsEnded = true,
                    EmptySince = alias.EmptySince ?? at,
                    ProvisionedGoneSince = alias.ProvisionedGoneSince ?? (alias.HadProvisioned ? at : null),
                    Pending = null,
                }
            )
            .Where(alias => at - alias.EmptySince < EndedIsTold);
        return
        [
            .. now.Concat(ended)
                .Concat(before.Values.Where(alias => fleets.Unseen.Contains(alias.Fleet)))
                .OrderBy(alias => alias.Fleet, StringComparer.Ordinal)
                .ThenBy(alias => alias.Alias, StringComparer.Ordinal),
        ];
    }

    private static KnownAlias Now(KnownAlias? before, RunAlias alias, DateTimeOffset at)
    {
        var isEmpty = alias.Members.Count == 0;
        var hasProvisioned = alias.Members.Any(member => KnownAlias.IsProvisioned(member.Tier));
        var had = hasProvisioned || (before?.HadProvisioned == true && !(at - before.ProvisionedGoneSince >= ProvisionedIsTold));
        return new()
        {
            Fleet = alias.Fleet,
            Alias = alias.Alias,
            Members = alias.Members,
            HadMember = !isEmpty || before?.HadMember == true,
            EmptySince = isEmpty ? before?.EmptySince ?? at : null,
            HadProvisioned = had,
            ProvisionedGoneSince = had && !hasProvisioned ? before?.ProvisionedGoneSince ?? at : null,
        };
    }

    private static string? Pending(RunAlias alias, IReadOnlyList<RunStep> steps)
    {
        var pool = FleetIds.Pool(alias.Fleet, alias.Alias);
        var names = alias.Members.Select(member => member.Backend).ToHashSet(StringComparer.Ordinal);
        var waiting = steps.Where(step => names.Contains(step.Name) || FleetIds.Read(step.Name).Pool == pool).ToList();
        if (waiting.Count == 0)
        {
            return null;
        }

        var why = waiting.Select(step => step.Reason).FirstOrDefault(reason => reason is not null);
        return $"the gateway may hold other members: {waiting.Count} of its writes are not done{(why is null ? ", but only planned" : $" ({why})")}";
    }

    private static IReadOnlyList<FleetAside> Asides(
        FleetMemory? known,
        RunReport run,
        (HashSet<string> Seen, HashSet<string> Unseen) fleets,
        bool isOlder
    )
    {
        var members = (run.Aliases ?? []).SelectMany(alias => alias.Members.Select(member => (alias.Fleet, member.Deployment))).ToHashSet();
        var backends = Backends(known, run);
        var now = run
            .SetAside.Select(aside => Aside(aside, run, [.. fleets.Seen, .. fleets.Unseen], (members, backends)))
            .OfType<FleetAside>()
            .Distinct()
            .ToList();
        var stays = (known?.Asides ?? []).Where(aside =>
            fleets.Unseen.Contains(aside.Fleet)
            || (
                fleets.Seen.Contains(aside.Fleet)
                && (
                    aside.State == AsideState.Leaving || !IsDeployment(aside.Subject)
                        ? isOlder
                        : IsElsewhere(aside.Subject, run) && !members.Contains((aside.Fleet, aside.Subject))
                )
            )
        );
        return
        [
            .. now.Concat(stays)
                .Distinct()
                .OrderBy(aside => aside.Fleet, StringComparer.Ordinal)
                .ThenBy(aside => aside.Subject, StringComparer.Ordinal),
        ];
    }

    // What stands in the gateway every run sees whole, and names it by its backend.
    private static FleetAside? Aside(
        RunSetAside aside,
        RunReport run,
        HashSet<string> fleets,
        (HashSet<(string, string)> Members, IReadOnlyDictionary<string, string> Backends) there
    )
    {
        if (aside.Fleet is { } fleet && fleets.Contains(fleet))
        {
            var isOutside = IsDeployment(aside.Deployment) && !there.Members.Contains((fleet, aside.Deployment));
            return new(fleet, aside.Deployment, isOutside ? AsideState.Outside : AsideState.Note, aside.Reason);
        }

        return
            run.Fleets!.Where(one => aside.Deployment.StartsWith(FleetIds.Prefix(one), StringComparison.Ordinal)).MaxBy(one => one.Length)
                is { } holder
            ? new(
                holder,
                there.Backends.GetValueOrDefault(aside.Deployment, aside.Deployment),
                aside.Kind == SetAsideKind.Leaving ? AsideState.Leaving : AsideState.Note,
                aside.Reason,
                aside.LeavesAt
            )
            : null;
    }

    private static Dictionary<string, string> Backends(FleetMemory? known, RunReport run) =>
        (known?.Aliases ?? [])
            .SelectMany(alias => alias.Members)
            .Concat((run.Aliases ?? []).SelectMany(alias => alias.Members))
            .Where(member => member.Backend.Length > 0)
            .DistinctBy(member => member.Backend)
            .ToDictionary(member => member.Backend, member => member.Deployment, StringComparer.Ordinal);

    private static bool IsDeployment(string id) => ResourceId.TryParse(id, out var parsed) && parsed.IsOfType(ModelDeployment.ResourceType);

    // An account that the run did not look at, or could not read.
    private static bool IsElsewhere(string subject, RunReport run)
    {
        if (!IsDeployment(subject))
        {
            return false;
        }

        var account = ResourceId.Parse(subject).Parent();
        var looked =
            run.Scope is null || (ResourceId.TryParse(run.Scope, out var scope) && (scope.Covers(account) || account.Covers(scope)));
        return !looked
            || run.SetAside.Any(aside =>
                aside.Kind == SetAsideKind.Unread
                && ResourceId.TryParse(aside.Deployment, out var unread)
                && (unread.Covers(account) || account.Covers(unread))
            );
    }
}
