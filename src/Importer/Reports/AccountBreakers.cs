using System.Text.Json.Serialization;

namespace Importer.Reports;

/// <summary>What one event said of a member's circuit breaker.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/event-grid/event-schema-api-management#circuit-breaker-events (preview)</remarks>
/// <param name="Event">The event's id; a copy of it says nothing new.</param>
/// <param name="Backend">The id of the member's backend.</param>
/// <param name="Deployment">The deployment that the backend stands for.</param>
/// <param name="At">When the breaker opened or closed (UTC).</param>
public sealed record BreakerHeard(string Event, string Backend, string Deployment, DateTimeOffset At)
{
    /// <summary>True when the breaker opened; false when it closed.</summary>
    public bool Opened { get; init; }

    /// <summary>How long it stays open, as the event says; null when it does not say.</summary>
    public TimeSpan? Trip { get; init; }
}

/// <summary>A breaker that opened on one instance of the gateway.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Until">When it is to close; null when the event did not say.</param>
public sealed record BreakerOpening(DateTimeOffset At, DateTimeOffset? Until = null);

/// <summary>
/// What events said of a member's breaker. Each instance of a gateway has a breaker of its own and an event does not name the instance, so
/// openings are counted, and each closing ends the one that was to end first.
/// </summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/backends#circuit-breaker</remarks>
/// <param name="Backend">The id of the member's backend.</param>
/// <param name="Deployment">The deployment that it stands for.</param>
/// <param name="HeardAt">The time of the latest event (UTC).</param>
public sealed record MemberBreaker(string Backend, string Deployment, DateTimeOffset HeardAt)
{
    // More than a gateway has instances that matter to a reader.
    private const int MostOpenings = 32;

    // Of one instance: events come in no order.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>The openings whose closing was not heard, by time.</summary>
    public IReadOnlyList<BreakerOpening> Openings
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The time of the latest closing; null when none was heard.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>This with one event more.</summary>
    public MemberBreaker With(BreakerHeard heard)
    {
        ArgumentNullException.ThrowIfNull(heard);
        var later = this with { HeardAt = Later(HeardAt, heard.At) };
        return heard.Opened ? later.WithOpening(new(heard.At, heard.At + heard.Trip)) : later.WithClosing(heard.At);
    }

    // An opening that comes after its closing is over.
    private MemberBreaker WithOpening(BreakerOpening opening) =>
        opening.Until <= ClosedAt + Margin
            ? this
            : this with
            {
                Openings = [.. Openings.Append(opening).OrderBy(one => one.At).TakeLast(MostOpenings)],
            };

    private MemberBreaker WithClosing(DateTimeOffset at)
    {
        var ended = Openings.Where(one => one.At <= at).MinBy(one => one.Until ?? DateTimeOffset.MaxValue);
        return this with { Openings = [.. Openings.Where(one => !ReferenceEquals(one, ended))], ClosedAt = Later(ClosedAt ?? at, at) };
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>
/// What breaker events said of the members of one account, and when the account is looked at because of them. One document an account,
/// folded and bounded.
/// </summary>
/// <param name="Account">The account's id.</param>
public sealed record AccountBreakers(string Account)
{
    private const int MostMembers = 128;
    private const int MostEvents = 64;

    // A member that closed is of interest for a while, to whoever asks what happened.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    // Without an event for so long the next one is news again.
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(30);

    /// <summary>Its members of which an event was heard.</summary>
    public IReadOnlyList<MemberBreaker> Members
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The ids of the latest events.</summary>
    public IReadOnlyList<string> Events
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>When the account is to be looked at, or was last, because of breakers (UTC).</summary>
    public DateTimeOffset? LookAt { get; init; }

    /// <summary>How many such looks came one after another.</summary>
    public int Looks { get; init; }

    /// <summary>True when this very event was taken before.</summary>
    public bool Knows(BreakerHeard heard)
    {
        ArgumentNullException.ThrowIfNull(heard);
        return Events.Contains(heard.Event);
    }

    /// <summary>This with one event more.</summary>
    public AccountBreakers With(BreakerHeard heard)
    {
        ArgumentNullException.ThrowIfNull(heard);
        if (Knows(heard))
        {
            return this;
        }

        var known = Members.FirstOrDefault(member => IsOf(member, heard)) ?? new MemberBreaker(heard.Backend, heard.Deployment, heard.At);
        return this with
        {
            Events = [.. Events.Append(heard.Event).TakeLast(MostEvents)],
            Members =
            [
                .. Members
                    .Where(member => !IsOf(member, heard) && heard.At - member.HeardAt < Kept)
                    .Append(known.With(heard))
                    .OrderByDescending(member => member.HeardAt)
                    .Take(MostMembers),
            ],
        };
    }

    /// <summary>
    /// When to look because of an event of <paramref name="now"/>: at once when breakers were quiet, else after a pause that grows with each
    /// look. Every event is followed by a look, and a member that opens and closes all the time costs a few in an hour. Null when such a look
    /// is planned already.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="pauseAfter">The pause after so many looks.</param>
    public (DateTimeOffset? At, AccountBreakers After) Look(DateTimeOffset now, Func<int, TimeSpan> pauseAfter)
    {
        ArgumentNullException.ThrowIfNull(pauseAfter);
        // None is planned so far ahead, unless a clock was wrong or somebody else wrote it.
        var isNews = LookAt is not { } last || (now - last).Duration() >= Quiet;
        if (!isNews && LookAt > now)
        {
            return (null, this);
        }

        var looks = isNews ? 0 : Looks;
        var due = isNews ? now : LookAt!.Value + pauseAfter(looks);
        var at = due > now ? due : now;
        return (at, this with { LookAt = at, Looks = looks + 1 });
    }

    private static bool IsOf(MemberBreaker member, BreakerHeard heard) =>
        string.Equals(member.Backend, heard.Backend, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The JSON of these documents.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(AccountBreakers))]
internal sealed partial class BreakerJson : JsonSerializerContext;
