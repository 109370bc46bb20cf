using System.Globalization;
using Importer.Resources;
using Importer.Storage;

namespace Importer.Reports;

/// <summary>
/// What breaker events said, one document an account under <c>breakers/</c>. A report reads it; nothing asks the gateway, which has no call
/// for it.
/// </summary>
public sealed class BreakerRecords(IDocumentStore store)
{
    private const string Folder = "breakers/";

    // A fleet has a few dozen accounts.
    private const int MostAccounts = 1000;

    /// <summary>Everything that was heard.</summary>
    /// <exception cref="DocumentStoreException">It could not be read.</exception>
    public async Task<BreakerWatch> ReadAsync(CancellationToken cancellationToken)
    {
        var found = new List<AccountBreakers>();
        foreach (var name in (await store.ListAsync(Folder, cancellationToken)).Where(DocumentName.IsOne).Take(MostAccounts))
        {
            if (
                StoredJson.Read(await store.ReadAsync(name, cancellationToken), BreakerJson.Default.AccountBreakers) is { } one
                && ResourceId.TryParse(one.Account, out var account)
                && NameOf(account) == name
            )
            {
                found.Add(one);
            }
        }

        return new(found);
    }

    /// <summary>What was heard of one account's members, and what a write over it names; nothing of an account that is not on record.</summary>
    /// <exception cref="DocumentStoreException">It could not be read.</exception>
    public async Task<(AccountBreakers Breakers, string ETag)> ReadAsync(ResourceId account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var document = await store.ReadAsync(NameOf(account), cancellationToken);
        var read = StoredJson.Read(document, BreakerJson.Default.AccountBreakers);
        return (read is { } known && IsOf(known, account) ? known : new(account.Value), document?.ETag ?? "");
    }

    /// <summary>Writes what was heard of one account's members.</summary>
    /// <returns>False when somebody else wrote meanwhile; nothing was written then.</returns>
    /// <exception cref="DocumentStoreException">It could not be written.</exception>
    public Task<bool> WriteAsync(AccountBreakers breakers, string etag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(breakers);
        return store.WriteAsync(
            NameOf(ResourceId.Parse(breakers.Account)),
            StoredJson.Write(breakers, BreakerJson.Default.AccountBreakers),
            "application/json",
            etag,
            cancellationToken
        );
    }

    private static bool IsOf(AccountBreakers known, ResourceId account) =>
        ResourceId.TryParse(known.Account, out var named) && named == account;

    private static string NameOf(ResourceId account) => $"{Folder}{LeaseName.Digest(account.Value)}.json";
}

/// <summary>What is known of a member's breaker.</summary>
public enum BreakerState
{
    /// <summary>No breaker event was ever heard: perhaps nobody sends them.</summary>
    NotWatched,

    /// <summary>Events are heard, and none was of this member.</summary>
    NotHeard,

    /// <summary>It opened, and its time is not over.</summary>
    Open,

    /// <summary>It opened, its time is over, and no closing was heard.</summary>
    Unknown,

    /// <summary>Every opening that was heard was followed by a closing.</summary>
    Closed,
}

/// <summary>What is known of a member's breaker, in words.</summary>
/// <param name="State">What is known.</param>
/// <param name="Words">A sentence for the report.</param>
/// <param name="Since">Since when it has been open, or not known; else null.</param>
/// <param name="HeardAt">The time of the latest event of it; null when there was none.</param>
public sealed record BreakerWord(BreakerState State, string Words, DateTimeOffset? Since, DateTimeOffset? HeardAt);

/// <summary>What breaker events said of all members, as of the moment that they were read.</summary>
/// <param name="Accounts">By account.</param>
public sealed record BreakerWatch(IReadOnlyList<AccountBreakers> Accounts)
{
    // What is throttled by the minute closes in minutes.
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    // An opening that does not say how long it lasts: the longest Retry-After that is known.
    // https://learn.microsoft.com/azure/api-management/backends#circuit-breaker
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The time of the latest event of any member; null when none was ever heard.</summary>
    public DateTimeOffset? HeardAt => Members.Max(member => (DateTimeOffset?)member.HeardAt);

    private IEnumerable<MemberBreaker> Members => Accounts.SelectMany(account => account.Members);

    /// <summary>What is known of the breaker of a member.</summary>
    /// <param name="backend">The id of the member's backend.</param>
    /// <param name="now">The time.</param>
    public BreakerWord Of(string backend, DateTimeOffset now)
    {
        if (HeardAt is not { } last)
        {
            return new(
                BreakerState.NotWatched,
                "not watched: no breaker event was ever heard. Connect them (IMPORTER_WATCH_BREAKERS, docs/quickstart-azure.md)",
                null,
                null
            );
        }

        return Members.FirstOrDefault(member => string.Equals(member.Backend, backend, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Of(known, now)
            : new(BreakerState.NotHeard, $"no breaker event was heard of it; the last of any member is of {Time(last)}", null, null);
    }

    /// <summary>What is known of the breakers of a deployment, in whatever fleets: of several the one to be told first.</summary>
    /// <param name="deployment">The deployment's id.</param>
    /// <param name="now">The time.</param>
    public BreakerWord OfDeployment(string deployment, DateTimeOffset now) =>
        Members
            .Where(member => string.Equals(member.Deployment, deployment, StringComparison.OrdinalIgnoreCase))
            .Select(member => Of(member, now))
            .OrderBy(word => word.State)
            .FirstOrDefault()
        ?? Of("", now);

    /// <summary>Which breakers are open, by the id of the member's backend, and since when.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Open(DateTimeOffset now) =>
        Members
            .Select(member => (member.Backend, Word: Of(member, now)))
            .Where(one => one.Word is { State: BreakerState.Open, Since: not null })
            .DistinctBy(one => one.Backend, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(one => one.Backend, one => one.Word.Since!.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The members whose breaker has been open for long, for the list of what requires action.</summary>
    public IEnumerable<ReportAttention> Attentions(DateTimeOffset now) =>
        Members
            .Select(member => (Member: member, Word: Of(member, now)))
            .Where(one => one.Word is { State: BreakerState.Open, Since: { } since } && now - since >= Long)
            .OrderBy(one => one.Member.Deployment, StringComparer.OrdinalIgnoreCase)
            .Select(one => new ReportAttention(
                one.Member.Deployment,
                $"no call of its aliases goes to it: {one.Word.Words}",
                "see in Foundry whether its quota is used up: its Retry-After says how long the gateway leaves it alone; raise the quota, or drain it until then (docs/operations.md, 'A breaker is open for long')",
                one.Word.Since
            )
            {
                Section = RunbookSections.FleetBreaker,
            });

    private static BreakerWord Of(MemberBreaker member, DateTimeOffset now)
    {
        var open = member.Openings.Where(one => End(one) > now).ToList();
        if (open.Count > 0)
        {
            var since = open.Min(one => one.At);
            var instances = open.Count == 1 ? "" : $" on {open.Count.ToString(CultureInfo.InvariantCulture)} instances of the gateway";
            return new(
                BreakerState.Open,
                $"breaker open since {Time(since)}{instances}, until {Time(open.Max(End))} at the latest; last heard {Time(member.HeardAt)}",
                since,
                member.HeardAt
            );
        }

        if (member.Openings.Count > 0)
        {
            var over = member.Openings.Max(End);
            return new(
                BreakerState.Unknown,
                $"whether its breaker is open is not known: its time was over at {Time(over)}, and no closing was heard; last heard {Time(member.HeardAt)}",
                over,
                member.HeardAt
            );
        }

        return new(BreakerState.Closed, $"breaker closed at {Time(member.ClosedAt ?? member.HeardAt)}", null, member.HeardAt);
    }

    private static DateTimeOffset End(BreakerOpening opening) => opening.Until ?? (opening.At + Longest);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);
}
