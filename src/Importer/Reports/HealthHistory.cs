using System.Globalization;
using System.Security.Cryptography;
using Importer.Storage;

namespace Importer.Reports;

/// <summary>
/// The history of test calls. A round writes a small document of its own and changes none that others write, so rounds of several instances
/// lose nothing; once an hour the rounds of the hours before are counted into the document of their day, and go. A day knows its rounds by
/// name:
/// whoever counts one twice, or is cut off between counting and removing, changes nothing.
/// </summary>
internal sealed class HealthHistory(IDocumentStore store)
{
    public const string Damaged = "health/damaged/";

    private const string Rounds = "health/rounds/";
    private const string Days = "health/days/";
    private const string Hour = "yyyy-MM-dd'T'HH";
    private const string Day = "yyyy-MM-dd";
    private const int Tries = 4;

    // So many rounds are in memory at once.
    private const int AtOnce = 8;

    // What was left by a long outage of the store is worked off over several rounds.
    private const int Most = 64;

    /// <summary>Writes a round down, and counts those of earlier hours.</summary>
    public async Task AddAsync(HealthSnapshot round, CancellationToken cancellationToken)
    {
        var content = StoredJson.Write(RoundChecks.Of(round), HistoryJson.Default.RoundChecks);
        await store.WriteAsync(NameOf(round.GeneratedAt, content), content, "application/json", etag: null, cancellationToken);
        var now = Text(round.GeneratedAt, Hour);
        var earlier = (await store.ListAsync(Rounds, cancellationToken))
            .Where(name => string.CompareOrdinal(HourOf(name), now) < 0)
            .Take(Most);
        foreach (var some in earlier.GroupBy(DayOf).SelectMany(day => day.Chunk(AtOnce)))
        {
            await CountAsync(DayOf(some[0]), some, cancellationToken);
        }
    }

    /// <summary>
    /// The checks of the last <paramref name="count"/> days up to <paramref name="today"/>: days as they were counted, and the rounds that
    /// are not counted yet.
    /// </summary>
    public async Task<HealthTrends> ReadAsync(DateOnly today, int count, CancellationToken cancellationToken)
    {
        string[] days = [.. Enumerable.Range(1 - count, count).Select(offset => Text(today.AddDays(offset)))];

        // Rounds before days: one that is counted meanwhile is met twice and known by its name, and not missed.
        var names = (await store.ListAsync(Rounds, cancellationToken)).Where(name => days.Contains(DayOf(name)));
        var (rounds, damaged) = await LoadAsync(names, cancellationToken);
        var trends = new TrendSum(today.AddDays(1 - count), count);
        foreach (var day in days)
        {
            var document = await store.ReadAsync(DocumentOf(day), cancellationToken);
            if (StoredJson.Read(document, HistoryJson.Default.DayTallies) is { IsWhole: true } tallies)
            {
                trends.Add(DateOnly.ParseExact(day, Day, CultureInfo.InvariantCulture), tallies);
                rounds.RemoveAll(round => tallies.Rounds.Contains(Short(round.Name)));
            }
            else if (document is not null)
            {
                damaged.Add(DocumentOf(day));
            }
        }

        return new(trends.Series([.. rounds.Select(round => round.Checks)]), damaged);
    }

    /// <summary>Removes what is older than <paramref name="oldest"/>.</summary>
    public async Task ForgetAsync(DateOnly oldest, CancellationToken cancellationToken)
    {
        foreach (var folder in new[] { Rounds, Days, Damaged })
        {
            var bound = folder + Text(oldest);
            foreach (var name in (await store.ListAsync(folder, cancellationToken)).Where(name => string.CompareOrdinal(name, bound) < 0))
            {
                await store.DeleteAsync(name, cancellationToken);
            }
        }
    }

    private async Task CountAsync(string day, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var (rounds, damaged) = await LoadAsync(names, cancellationToken);
        foreach (var name in damaged)
        {
            await PutAsideAsync(name, await store.ReadAsync(name, cancellationToken), cancellationToken);
            await store.DeleteAsync(name, cancellationToken);
        }

        for (var tries = 0; tries < Tries && rounds.Count > 0; tries++)
        {
            var document = await store.ReadAsync(DocumentOf(day), cancellationToken);
            var known = StoredJson.Read(document, HistoryJson.Default.DayTallies);
            if (known is not { IsWhole: true })
            {
                known = null;
                await PutAsideAsync(DocumentOf(day), document, cancellationToken);
            }

            // One that was counted before changes nothing.
            var tallies = new DayCount(known);
            var isNew = false;
            foreach (var (name, checks) in rounds)
            {
                isNew |= tallies.Add(Short(name), checks);
            }

            if (!isNew || await WriteDayAsync(day, tallies, document?.ETag ?? "", cancellationToken))
            {
                await DeleteAsync(rounds.Select(round => round.Name), cancellationToken);
                return;
            }
        }
    }

    private Task<bool> WriteDayAsync(string day, DayCount tallies, string etag, CancellationToken cancellationToken) =>
        store.WriteAsync(
            DocumentOf(day),
            StoredJson.Write(tallies.Close(), HistoryJson.Default.DayTallies),
            "application/json",
            etag,
            cancellationToken
        );

    private async Task DeleteAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            await store.DeleteAsync(name, cancellationToken);
        }
    }

    // Left as it is under another name, for people to look at; what it was is not counted, and that is told.
    private async Task PutAsideAsync(string name, StoredDocument? document, CancellationToken cancellationToken)
    {
        if (document is not null)
        {
            await store.WriteAsync(AsideOf(name, document.Content), document.Content, "application/json", etag: "", cancellationToken);
        }
    }

    private async Task<(List<(string Name, RoundChecks Checks)> Rounds, List<string> Damaged)> LoadAsync(
        IEnumerable<string> names,
        CancellationToken cancellationToken
    )
    {
        var rounds = new List<(string Name, RoundChecks Checks)>();
        var damaged = new List<string>();
        foreach (var name in names)
        {
            // One that has gone since it was listed was counted by somebody else.
            if (await store.ReadAsync(name, cancellationToken) is not { } document)
            {
                continue;
            }

            if (
                StoredJson.Read(document, HistoryJson.Default.RoundChecks) is { } checks
                && checks.IsWhole
                && Text(checks.At, Hour) == HourOf(name)
                && name.EndsWith(".json", StringComparison.Ordinal)
            )
            {
                rounds.Add((name, checks));
            }
            else
            {
                damaged.Add(name);
            }
        }

        return (rounds, damaged);
    }

    // The print keeps rounds of two instances in the same moment apart, and writes a round that is sent twice once.
    private static string NameOf(DateTimeOffset at, BinaryData content) =>
        $"{Rounds}{Text(at, Hour)}/{Text(at, "mmssfff")}-{PrintOf(content)}.json";

    private static string AsideOf(string name, BinaryData content) =>
        $"{Damaged}{DayOf(name)}-{PrintOf(content)}{(name.StartsWith(Rounds, StringComparison.Ordinal) ? "-round" : "-day")}.json";

    private static string PrintOf(BinaryData content) => Convert.ToHexStringLower(SHA256.HashData(content.ToMemory().Span))[..12];

    private static string DocumentOf(string day) => $"{Days}{day}.json";

    // The name of a round within its day.
    private static string Short(string name) => name[(Rounds.Length + Day.Length + 1)..^".json".Length];

    private static string HourOf(string name) => Part(name, "yyyy-MM-ddTHH".Length);

    private static string DayOf(string name) => Part(name, Day.Length);

    private static string Part(string name, int length)
    {
        var folder = name.StartsWith(Rounds, StringComparison.Ordinal) ? Rounds.Length : Days.Length;
        return name.Length >= folder + length ? name.Substring(folder, length) : "";
    }

    private static string Text(DateTimeOffset at, string format) => at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString(Day, CultureInfo.InvariantCulture);
}

/// <summary>The history of some days.</summary>
/// <param name="Series">One for each deployment and API.</param>
/// <param name="Damaged">The names of documents that cannot be read.</param>
internal sealed record HealthTrends(IReadOnlyList<HealthSeries> Series, IReadOnlyList<string> Damaged);

/// <summary>Puts days together, in stretches that grow with the estate so that a report's memory does not.</summary>
/// <param name="first">The first day.</param>
/// <param name="days">How many days there are.</param>
internal sealed class TrendSum(DateOnly first, int days)
{
    // An hour for two hundred deployments over a week, a day for five thousand.
    private const int MostStretches = 40_000;

    private static readonly int[] Lengths = [1, 2, 3, 4, 6, 8, 12, 24];

    private readonly DateTimeOffset _start = new(first, TimeOnly.MinValue, TimeSpan.Zero);
    private Dictionary<SeriesName, TallySum?[]> _series = [];
    private int _length;

    private int Hours => Lengths[_length];

    private int Stretches => days * 24 / Hours;

    public void Add(DateOnly day, DayTallies tallies)
    {
        Fit(tallies.Apis.Sum(api => api.Deployments.Count));
        var midnight = (day.DayNumber - first.DayNumber) * 24;
        foreach (var (api, deployment) in tallies.Apis.SelectMany(api => api.Deployments.Select(deployment => (api, deployment))))
        {
            var sums = Of(new(api.Folder, deployment.Name, api.Api));
            foreach (var hour in deployment.Hours)
            {
                (sums[(midnight + hour.OfDay) / Hours] ??= new()).Add(hour);
            }
        }

        Fit(_series.Count);
    }

    /// <summary>The series, with checks that are not counted yet: one by one where there is room for that.</summary>
    public IReadOnlyList<HealthSeries> Series(IReadOnlyList<RoundChecks> rounds)
    {
        var singles = new Dictionary<SeriesName, List<HealthPoint>>();
        var isFine = _length == 0 && rounds.Sum(round => round.Apis.Sum(api => api.Deployments.Count)) <= MostStretches / 2;
        foreach (
            var (round, name, check) in rounds
                .OrderBy(round => round.At)
                .SelectMany(round => round.Checks().Select(pair => (round, pair.Series, pair.Check)))
        )
        {
            if (isFine)
            {
                (singles.TryGetValue(name, out var points) ? points : singles[name] = []).Add(
                    new(round.At, check.Status, check.LatencyMs, check.Tokens)
                );
            }
            else
            {
                (Of(name)[(int)(round.At - _start).TotalHours / Hours] ??= new()).Add(check.Status, check.LatencyMs, check.Tokens);
            }
        }

        return
        [
            .. _series
                .Keys.Concat(singles.Keys.Where(name => !_series.ContainsKey(name)))
                .Select(name => new HealthSeries(name.Deployment, name.Api, Points(name, singles.GetValueOrDefault(name) ?? []))),
        ];
    }

    private List<HealthPoint> Points(SeriesName name, List<HealthPoint> singles)
    {
        var sums = _series.GetValueOrDefault(name) ?? [];
        var points = new List<HealthPoint>(sums.Count(sum => sum is not null) + singles.Count);
        for (var index = 0; index < sums.Length; index++)
        {
            if (sums[index] is { } sum)
            {
                points.Add(sum.PointAt(_start.AddHours(index * Hours), Hours));
            }
        }

        points.AddRange(singles);
        points.Sort((one, other) => one.At.CompareTo(other.At));
        return points;
    }

    private TallySum?[] Of(SeriesName name) => _series.TryGetValue(name, out var known) ? known : _series[name] = new TallySum?[Stretches];

    // Lengthens the stretches until so many series have room.
    private void Fit(int series)
    {
        var before = Hours;
        while (series * Stretches > MostStretches && _length < Lengths.Length - 1)
        {
            _length++;
        }

        if (before != Hours && _series.Count > 0)
        {
            _series = _series.ToDictionary(pair => pair.Key, pair => Coarser(pair.Value, before));
        }
    }

    private TallySum?[] Coarser(TallySum?[] finer, int before)
    {
        var sums = new TallySum?[Stretches];
        for (var index = 0; index < finer.Length; index++)
        {
            if (finer[index] is { } sum)
            {
                (sums[index * before / Hours] ??= new()).Add(sum);
            }
        }

        return sums;
    }
}
