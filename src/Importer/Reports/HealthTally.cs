using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Importer.Health;

namespace Importer.Reports;

/// <summary>How many checks of one deployment through one API came to which verdict in a stretch of time.</summary>
/// <param name="Hours">The length of the stretch.</param>
/// <param name="Healthy">Answered with a result.</param>
/// <param name="Throttled">Alive, and over a limit.</param>
/// <param name="Unhealthy">Do not work.</param>
/// <param name="Pending">Too fresh to tell.</param>
/// <param name="Skipped">Not tried.</param>
public sealed record HealthTally(int Hours, int Healthy, int Throttled, int Unhealthy, int Pending, int Skipped)
{
    /// <summary>The latencies of healthy answers in milliseconds, in order; a sample of them where there are many.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> Latencies
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>All checks.</summary>
    [JsonIgnore]
    public int Checks => Tried + Pending + Skipped;

    /// <summary>The checks that say something about the deployment.</summary>
    [JsonIgnore]
    public int Tried => Healthy + Throttled + Unhealthy;

    /// <summary>The worst verdict.</summary>
    [JsonIgnore]
    public ProbeStatus Worst =>
        this switch
        {
            { Unhealthy: > 0 } => ProbeStatus.Unhealthy,
            { Throttled: > 0 } => ProbeStatus.Throttled,
            { Pending: > 0 } => ProbeStatus.Pending,
            { Healthy: > 0 } => ProbeStatus.Healthy,
            _ => ProbeStatus.Skipped,
        };

    internal static long? Percentile(IReadOnlyList<int> sorted, double share) =>
        sorted.Count == 0 ? null : sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(sorted.Count * share) - 1)];
}

/// <summary>The checks of one deployment in one stretch of time, while they are being counted.</summary>
internal sealed class TallySum
{
    // Order statistics of so many answers tell the median and the 95th of a hundred as well as all of them do.
    private const int MostLatencies = 24;

    private Verdicts _counts;
    private List<int>? _latencies;
    private int? _tokens;

    public void Add(ProbeStatus status, long? latencyMs, int? tokens)
    {
        _counts[(int)status]++;
        Spend(tokens);
        if (status == ProbeStatus.Healthy && latencyMs is { } latency)
        {
            (_latencies ??= []).Add((int)Math.Clamp(latency, 0, int.MaxValue));
            Thin();
        }
    }

    public void Add(TallySum other)
    {
        for (var status = 0; status < Verdicts.Length; status++)
        {
            _counts[status] += other._counts[status];
        }

        Spend(other._tokens);
        if (other._latencies is { } latencies)
        {
            (_latencies ??= []).AddRange(latencies);
            Thin();
        }
    }

    /// <summary>Adds what stands in a document.</summary>
    public void Add(HourNumbers.Hour hour)
    {
        for (var index = 0; index < Verdicts.Length; index++)
        {
            _counts[(int)HourNumbers.Order[index]] += hour.Counts[index];
        }

        Spend(hour.Tokens);
        if (hour.Latencies.Length > 0)
        {
            (_latencies ??= new(hour.Latencies.Length)).AddRange(hour.Latencies);
            Thin();
        }
    }

    /// <summary>Writes the hour's numbers, for a document.</summary>
    public void Write(int hour, List<int> numbers)
    {
        numbers.Add(HourNumbers.Head + (_latencies?.Count ?? 0));
        numbers.Add(hour);
        foreach (var status in HourNumbers.Order)
        {
            numbers.Add(_counts[(int)status]);
        }

        numbers.Add(_tokens ?? -1);
        numbers.AddRange(_latencies ?? []);
    }

    public HealthPoint PointAt(DateTimeOffset at, int hours)
    {
        _latencies?.Sort();
        var tally = new HealthTally(
            hours,
            Count(ProbeStatus.Healthy),
            Count(ProbeStatus.Throttled),
            Count(ProbeStatus.Unhealthy),
            Count(ProbeStatus.Pending),
            Count(ProbeStatus.Skipped)
        )
        {
            Latencies = _latencies?.ToArray() ?? [],
        };
        return new HealthPoint(at, tally.Worst, HealthTally.Percentile(tally.Latencies, 0.5), _tokens) { Tally = tally };
    }

    private int Count(ProbeStatus status) => _counts[(int)status];

    private void Spend(int? tokens) =>
        _tokens = tokens is null ? _tokens : (int)Math.Min(int.MaxValue, (long)(_tokens ?? 0) + tokens.Value);

    private void Thin()
    {
        if (_latencies is not { Count: > 2 * MostLatencies } latencies)
        {
            return;
        }

        latencies.Sort();
        for (var index = 0; index < MostLatencies; index++)
        {
            latencies[index] = latencies[(int)((index + 0.5) * latencies.Count / MostLatencies)];
        }

        latencies.RemoveRange(MostLatencies, latencies.Count - MostLatencies);
    }

    // A count for each verdict.
    [InlineArray(Length)]
    private struct Verdicts
    {
        public const int Length = (int)ProbeStatus.Skipped + 1;

        private int _first;
    }
}
