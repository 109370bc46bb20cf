using System.Globalization;

namespace Importer.Lifecycle;

/// <summary>What was known and told of retirements; kept in the report store, so that each warning is given once.</summary>
internal sealed record LifecycleMemory
{
    /// <summary>By deployment id.</summary>
    public IReadOnlyDictionary<string, KnownRetirement> Deployments
    {
        get;
        init => field = value ?? new Dictionary<string, KnownRetirement>();
    } = new Dictionary<string, KnownRetirement>();
}

/// <summary>What was known of one deployment.</summary>
internal sealed record KnownRetirement
{
    /// <summary>Model, version, SKU and upgrade option: when one of them changes, another date is no moved date.</summary>
    public required string Of { get; init; }

    /// <summary>The day as it was known last; null when none was published.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The day before it moved last.</summary>
    public DateTimeOffset? MovedFrom { get; init; }

    /// <summary>When it was seen to move.</summary>
    public DateTimeOffset? MovedAt { get; init; }

    /// <summary>When its model, version, SKU or upgrade option was seen to change: what was told before was told of another.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The warnings that were given, each with when.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Given
    {
        get;
        init => field = value ?? new Dictionary<string, DateTimeOffset>();
    } = new Dictionary<string, DateTimeOffset>();
}

/// <summary>A warning; each is told once, by its key.</summary>
public sealed record RetirementWarning
{
    /// <summary>What makes it this warning and no other: deployment, day, and threshold or move.</summary>
    public required string Key { get; init; }

    /// <summary>The deployment's full id.</summary>
    public required string Deployment { get; init; }

    /// <summary>The threshold in days that was reached; null where the day moved.</summary>
    public int? Days { get; init; }

    /// <summary>When it was first given (UTC).</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What is ahead, in a sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>What to do, when something is known.</summary>
    public string? Fix { get; init; }
}

/// <summary>What a look at all deployments came to.</summary>
/// <param name="Memory">What is to be remembered.</param>
/// <param name="Standing">The warnings that hold now.</param>
/// <param name="New">Those of them that were never given before.</param>
internal sealed record LifecycleJudgement(
    LifecycleMemory Memory,
    IReadOnlyList<RetirementWarning> Standing,
    IReadOnlyList<RetirementWarning> New
);

/// <summary>Decides which warnings are due: one when a threshold is reached and one when the day moves, none once it has come.</summary>
internal static class LifecycleWarnings
{
    // A moved day is worth showing for a while and is nothing that requires action.
    private static readonly TimeSpan MoveShows = TimeSpan.FromDays(14);

    private const int MostGiven = 40;

    /// <summary>What is due at <paramref name="now"/>.</summary>
    /// <param name="memory">What was known.</param>
    /// <param name="retirements">What is ahead of every deployment that was seen.</param>
    /// <param name="warnDays">The thresholds in days.</param>
    /// <param name="isGone">True for a deployment id that is known to be there no more: it is forgotten.</param>
    /// <param name="now">The time.</param>
    public static LifecycleJudgement Judge(
        LifecycleMemory memory,
        IReadOnlyList<Retirement> retirements,
        IReadOnlyList<int> warnDays,
        Func<string, bool> isGone,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(retirements);
        ArgumentNullException.ThrowIfNull(isGone);
        var known = memory.Deployments.Where(one => !isGone(one.Key)).ToDictionary(StringComparer.OrdinalIgnoreCase);
        var (standing, fresh) = (new List<RetirementWarning>(), new List<RetirementWarning>());
        foreach (var one in retirements.Where(one => one.Outlook != RetirementOutlook.Unread))
        {
            var found = known.GetValueOrDefault(one.Deployment);
            var after =
                found is null || found.Of == IdentityOf(one) ? Moved(found, one, now) : Moved(null, one, now) with { ChangedAt = now };
            known[one.Deployment] = after;
            if (Due(one, after, warnDays, now) is not { } due)
            {
                continue;
            }

            if (!after.Given.ContainsKey(due.Key))
            {
                fresh.Add(due);
                var given = after.Given.OrderBy(entry => entry.Value).TakeLast(MostGiven).Append(new(due.Key, now)).ToDictionary();
                known[one.Deployment] = after with { Given = given };
            }

            standing.Add(due with { Since = known[one.Deployment].Given[due.Key] });
        }

        return new(new LifecycleMemory { Deployments = known }, standing, fresh);
    }

    private static string IdentityOf(Retirement one) => $"{one.Model}|{one.Sku}|{one.UpgradeOption}".ToUpperInvariant();

    // A version that left the list has not moved; that nothing is published any more, where a day was, is a move.
    private static KnownRetirement Moved(KnownRetirement? before, Retirement one, DateTimeOffset now)
    {
        if (before is null)
        {
            return new KnownRetirement { Of = IdentityOf(one), At = one.At };
        }

        var isMove = before.At is { } day && day > now && day != one.At && one.Outlook != RetirementOutlook.NotListed;
        return before with
        {
            At = one.Outlook == RetirementOutlook.NotListed ? before.At : one.At,
            MovedFrom = isMove ? before.At : before.MovedFrom,
            MovedAt = isMove ? now : before.MovedAt,
        };
    }

    // One at most: a move that brings the day within a threshold tells the threshold with it.
    private static RetirementWarning? Due(Retirement one, KnownRetirement known, IReadOnlyList<int> warnDays, DateTimeOffset now)
    {
        // A version that left the list is warned of by the day that the last list had it with.
        var remembered = one.Outlook == RetirementOutlook.NotListed && known.At > now ? known.At : null;
        var left = remembered is { } last ? RetirementJudge.DaysUntil(last, now) : one.DaysLeft;
        var threshold =
            one.IsAhead || remembered is not null ? warnDays.Where(days => left <= days).Order().Cast<int?>().FirstOrDefault() : null;
        var hasMoved = known.MovedAt is { } moved && now - moved < MoveShows;
        if (one.Outlook == RetirementOutlook.Past || (threshold is null && !hasMoved))
        {
            return null;
        }

        var day = (one.At ?? remembered) is { } at ? RetirementJudge.Day(at) : "no published date";
        var sentence = remembered is null ? one.Sentence : $"{one.Sentence}. The last list that had it named {day}";
        return new RetirementWarning
        {
            Key =
                $"{one.Deployment}|{day}|{threshold?.ToString(CultureInfo.InvariantCulture) ?? "moved"}{Stamp(known.MovedAt)}{Stamp(known.ChangedAt)}",
            Deployment = one.Deployment,
            Days = threshold,
            Since = now,
            Sentence = hasMoved ? $"its day has moved from {RetirementJudge.Day(known.MovedFrom!.Value)} to {day}: {sentence}" : sentence,
            Fix = one.Fix,
        };
    }

    private static string Stamp(DateTimeOffset? at) =>
        at is { } when ? $"|{when.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)}" : "";
}
