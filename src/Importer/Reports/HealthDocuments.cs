using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Importer.Health;

namespace Importer.Reports;

/// <summary>The checks of one round, as a document.</summary>
internal sealed record RoundChecks
{
    public required DateTimeOffset At { get; init; }

    public required IReadOnlyList<ApiChecks> Apis { get; init; }

    /// <summary>False for a list with holes in it, which no round wrote.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        Apis.All(api => api is { Folder: not null, Api: not null, Deployments: { } all } && all.All(one => one?.Name is not null));

    public static RoundChecks Of(HealthSnapshot round) =>
        new()
        {
            At = round.GeneratedAt,
            Apis =
            [
                .. round
                    .Checks.DistinctBy(check => check.Key)
                    .GroupBy(check => (SeriesName.Of(check.Deployment, check.Api).Folder, check.Api))
                    .Select(checks => new ApiChecks(
                        checks.Key.Folder,
                        checks.Key.Api,
                        [
                            .. checks.Select(check => new DeploymentCheck(
                                check.Deployment[checks.Key.Folder.Length..],
                                check.Status,
                                check.LatencyMs,
                                check.Usage?.TotalTokens
                            )),
                        ]
                    )),
            ],
        };

    public IEnumerable<(SeriesName Series, DeploymentCheck Check)> Checks() =>
        Apis.SelectMany(api => api.Deployments.Select(check => (new SeriesName(api.Folder, check.Name, api.Api), check)));
}

/// <summary>The checks of the deployments of one account through one API: what they have in common is written once.</summary>
/// <param name="Folder">What stands before the deployments' names in their ids.</param>
/// <param name="Api">The API.</param>
/// <param name="Deployments">A check for each.</param>
internal sealed record ApiChecks(string Folder, string Api, IReadOnlyList<DeploymentCheck> Deployments);

/// <summary>One check.</summary>
internal sealed record DeploymentCheck(string Name, ProbeStatus Status, long? LatencyMs = null, int? Tokens = null);

/// <summary>The checks of one day, hour by hour, as a document.</summary>
internal sealed record DayTallies
{
    /// <summary>The names of the rounds that are counted in here: none is counted twice.</summary>
    public required IReadOnlyList<string> Rounds { get; init; }

    public required IReadOnlyList<ApiTallies> Apis { get; init; }

    /// <summary>False for a list with holes in it, which no count wrote.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        Rounds.All(round => round is not null)
        && Apis.All(api =>
            api is { Folder: not null, Api: not null, Deployments: { } all }
            && all.All(one => one is { Name: not null, Hours.Row: not null })
        );
}

/// <summary>The tallies of the deployments of one account through one API.</summary>
internal sealed record ApiTallies(string Folder, string Api, IReadOnlyList<DeploymentTallies> Deployments);

/// <summary>The tallies of one deployment.</summary>
internal sealed record DeploymentTallies(string Name, HourNumbers Hours);

/// <summary>
/// The hours of a day in numbers. In a document a list for each hour: the hour, a count for each verdict, tokens (-1 where none were
/// reported), then
/// latencies. In memory one row of numbers, each hour behind its length: a week of a large estate is read for a report.
/// </summary>
[JsonConverter(typeof(HourNumbersConverter))]
internal readonly struct HourNumbers(int[] row)
{
    // The hour, the counts, the tokens.
    public const int Head = 7;

    // As documents have it, which may not change.
    public static readonly ProbeStatus[] Order =
    [
        ProbeStatus.Healthy,
        ProbeStatus.Throttled,
        ProbeStatus.Unhealthy,
        ProbeStatus.Pending,
        ProbeStatus.Skipped,
    ];

    public int[] Row { get; } = row;

    public static HourNumbers Of(TallySum?[] hours)
    {
        var row = new List<int>();
        for (var hour = 0; hour < hours.Length; hour++)
        {
            hours[hour]?.Write(hour, row);
        }

        return new([.. row]);
    }

    public Enumerator GetEnumerator() => new(Row);

    internal readonly ref struct Hour(ReadOnlySpan<int> numbers)
    {
        private readonly ReadOnlySpan<int> _numbers = numbers;

        public int OfDay => _numbers[0];

        public ReadOnlySpan<int> Counts => _numbers[1..(Head - 1)];

        public int? Tokens => _numbers[Head - 1] < 0 ? null : _numbers[Head - 1];

        public ReadOnlySpan<int> Latencies => _numbers[Head..];

        public bool IsValid =>
            _numbers.Length >= Head
            && OfDay is >= 0 and < 24
            && !Counts.ContainsAnyInRange(int.MinValue, -1)
            && !Latencies.ContainsAnyInRange(int.MinValue, -1);
    }

    internal ref struct Enumerator(int[] row)
    {
        private int _at;
        private int _next;

        public readonly Hour Current => new(row.AsSpan(_at, _next - _at));

        public bool MoveNext()
        {
            if (_next >= row.Length)
            {
                return false;
            }

            _at = _next + 1;
            _next = _at + row[_next];
            return true;
        }
    }
}

/// <summary>Reads and writes the hours; what they cannot be makes the document unreadable.</summary>
internal sealed class HourNumbersConverter : JsonConverter<HourNumbers>
{
    public override HourNumbers Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray);
        var row = new List<int>(24 * (HourNumbers.Head + 5));
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            var start = row.Count;
            row.Add(0);
            while (reader.Read() && reader.TokenType == JsonTokenType.Number)
            {
                Expect(reader.TryGetInt32(out var number));
                row.Add(number);
            }

            Expect(reader.TokenType == JsonTokenType.EndArray);
            row[start] = row.Count - start - 1;
            Expect(new HourNumbers.Hour(CollectionsMarshal.AsSpan(row)[(start + 1)..]).IsValid);
        }

        Expect(reader.TokenType == JsonTokenType.EndArray);
        return new([.. row]);
    }

    public override void Write(Utf8JsonWriter writer, HourNumbers value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        for (var at = 0; at < value.Row.Length; at += value.Row[at] + 1)
        {
            writer.WriteStartArray();
            foreach (var number in value.Row.AsSpan(at + 1, value.Row[at]))
            {
                writer.WriteNumberValue(number);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void Expect(bool isSo)
    {
        if (!isSo)
        {
            throw new JsonException("These are no hours of a day.");
        }
    }
}

/// <summary>Which deployment through which API; case counts as little as in ids.</summary>
/// <param name="Folder">What stands before the deployment's name in its id, with the slash.</param>
/// <param name="Name">The deployment's name.</param>
/// <param name="Api">The API.</param>
internal readonly record struct SeriesName(string Folder, string Name, string Api)
{
    public string Deployment => Folder + Name;

    public static SeriesName Of(string deployment, string api)
    {
        var folder = deployment.LastIndexOf('/') + 1;
        return new(deployment[..folder], deployment[folder..], api);
    }

    public bool Equals(SeriesName other) => Same(Name, other.Name) && Same(Api, other.Api) && Same(Folder, other.Folder);

    public override int GetHashCode() =>
        HashCode.Combine(
            StringComparer.OrdinalIgnoreCase.GetHashCode(Name),
            StringComparer.OrdinalIgnoreCase.GetHashCode(Api),
            StringComparer.OrdinalIgnoreCase.GetHashCode(Folder)
        );

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The tallies of a day, open for counting.</summary>
internal sealed class DayCount
{
    private readonly HashSet<string> _rounds = new(StringComparer.Ordinal);
    private readonly Dictionary<SeriesName, TallySum?[]> _hours = [];

    public DayCount(DayTallies? tallies)
    {
        foreach (var name in tallies?.Rounds ?? [])
        {
            _rounds.Add(name);
        }

        foreach (var (api, deployment) in (tallies?.Apis ?? []).SelectMany(api => api.Deployments.Select(deployment => (api, deployment))))
        {
            var hours = Of(new(api.Folder, deployment.Name, api.Api));
            foreach (var hour in deployment.Hours)
            {
                (hours[hour.OfDay] ??= new()).Add(hour);
            }
        }
    }

    /// <summary>Counts a round, unless it is counted already.</summary>
    public bool Add(string name, RoundChecks round)
    {
        if (!_rounds.Add(name))
        {
            return false;
        }

        var hour = round.At.UtcDateTime.Hour;
        foreach (var (series, check) in round.Checks())
        {
            (Of(series)[hour] ??= new()).Add(check.Status, check.LatencyMs, check.Tokens);
        }

        return true;
    }

    public DayTallies Close() =>
        new()
        {
            Rounds = [.. _rounds.Order(StringComparer.Ordinal)],
            Apis =
            [
                .. _hours
                    .GroupBy(series => (series.Key.Folder, series.Key.Api))
                    .Select(api => new ApiTallies(
                        api.Key.Folder,
                        api.Key.Api,
                        [.. api.Select(series => new DeploymentTallies(series.Key.Name, HourNumbers.Of(series.Value)))]
                    )),
            ],
        };

    private TallySum?[] Of(SeriesName series) => _hours.TryGetValue(series, out var known) ? known : _hours[series] = new TallySum?[24];
}
