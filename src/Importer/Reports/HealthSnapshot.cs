using System.Text.Json.Serialization;
using Importer.Deployments;
using Importer.Health;
using Importer.Redaction;

namespace Importer.Reports;

/// <summary>What a round of test calls showed. Serialised in camelCase; the field names are a contract.</summary>
public sealed record HealthSnapshot
{
    /// <summary>When the round ended (UTC).</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>How many checks came to which verdict.</summary>
    public required HealthSummary Summary { get; init; }

    /// <summary>One check for each deployment and API.</summary>
    public IReadOnlyList<HealthCheck> Checks
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What the day's test calls have cost so far.</summary>
    public HealthBudget Budget
    {
        get;
        init => field = value ?? new();
    } = new();

    /// <summary>The rounds of the last day, oldest first.</summary>
    public IReadOnlyList<RoundSummary> History
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What is imported, and why so.</summary>
    public IReadOnlyList<ImportedDeployment> Imported
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The APIs that it is called through, as their callers meet them.</summary>
    public IReadOnlyList<ImportedApi> Apis
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Where callers reach the gateway; null where no round has seen it.</summary>
    public string? Gateway { get; init; }

    /// <summary>What is left out, and why.</summary>
    public IReadOnlyList<RunSetAside> SetAside
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What stopped the round, if anything did; the checks are those of the round before then.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Error { get; init; }

    /// <summary>Since when rounds have been stopped; null when the last was not.</summary>
    public DateTimeOffset? ErrorSince { get; init; }

    /// <summary>When a round last came to its end; null when none ever did.</summary>
    [JsonIgnore]
    public DateTimeOffset? TestedAt
    {
        get
        {
            if (Error is null)
            {
                return GeneratedAt;
            }

            if (History is [.., var last])
            {
                return last.At;
            }

            return null;
        }
    }
}

/// <summary>What a day's test calls may cost, and what they have cost.</summary>
/// <param name="TokensUsed">Tokens used.</param>
/// <param name="TokensPerDay">Tokens allowed.</param>
/// <param name="CallsUsed">Calls made.</param>
/// <param name="CallsPerDay">Calls allowed.</param>
public sealed record HealthBudget(int TokensUsed = 0, int TokensPerDay = 0, int CallsUsed = 0, int CallsPerDay = 0)
{
    /// <summary>
    /// How many test calls of rounds the budget pays for in a day, by what they have used; null when that was not reckoned.
    /// </summary>
    public int? ProofsPerDay { get; init; }
}

/// <summary>How one deployment does through one API.</summary>
public sealed record HealthCheck
{
    /// <summary>The deployment's full id.</summary>
    public required string Deployment { get; init; }

    /// <summary>The API it was called through.</summary>
    public required string Api { get; init; }

    /// <summary>How it was called.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>What was tried.</summary>
    public Capability? Capability { get; init; }

    /// <summary>The verdict.</summary>
    public required ProbeStatus Status { get; init; }

    /// <summary>The HTTP status, when there was an answer.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>How long the call took, in milliseconds.</summary>
    public long? LatencyMs { get; init; }

    /// <summary>Tokens as the model reported them.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>The audience of the gateway's token that the model took, where the documentation leaves open which one it takes.</summary>
    public string? Audience { get; init; }

    /// <summary>The cause in one word.</summary>
    public CauseCode? Code { get; init; }

    /// <summary>Why it is not healthy.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Cause { get; init; }

    /// <summary>What to do about it.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Fix { get; init; }

    /// <summary>Since when the verdict is this one; that it was not tested in between does not end it.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When it stopped working; null once it has answered again, or is left alone on purpose.</summary>
    public DateTimeOffset? UnhealthySince { get; init; }

    /// <summary>When it was last called; null when it never was.</summary>
    public DateTimeOffset? CalledAt { get; init; }

    /// <summary>When it was first looked at.</summary>
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When it last answered well; null when it never did.</summary>
    public DateTimeOffset? HealthyAt { get; init; }

    /// <summary>The most tokens that a call of it has used; reserved before the next one.</summary>
    public int MostTokens { get; init; }

    /// <summary>Until when it is left alone, as its last answer asked.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    internal string Key => KeyOf(Deployment, Api);

    internal static string KeyOf(string deployment, string api) => $"{deployment} {api}".ToUpperInvariant();
}

/// <summary>One round of test calls, in figures.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Summary">Its verdicts.</param>
/// <param name="Calls">Calls made.</param>
/// <param name="Tokens">Tokens used.</param>
/// <param name="LatencyMs">The median latency of healthy answers; null when there is none.</param>
public sealed record RoundSummary(DateTimeOffset At, HealthSummary Summary, int Calls, int Tokens, long? LatencyMs);

/// <summary>How many checks came to which verdict.</summary>
/// <param name="Healthy">Answered with a result.</param>
/// <param name="Unhealthy">Do not work.</param>
/// <param name="Pending">Too fresh to tell.</param>
/// <param name="Throttled">Alive, and over a limit.</param>
/// <param name="Skipped">Not tried.</param>
public sealed record HealthSummary(int Healthy, int Unhealthy, int Pending, int Throttled, int Skipped)
{
    /// <summary>Counts <paramref name="statuses"/>.</summary>
    public static HealthSummary Of(IEnumerable<ProbeStatus> statuses)
    {
        var counts = statuses.CountBy(status => status).ToDictionary();
        return new(
            counts.GetValueOrDefault(ProbeStatus.Healthy),
            counts.GetValueOrDefault(ProbeStatus.Unhealthy),
            counts.GetValueOrDefault(ProbeStatus.Pending),
            counts.GetValueOrDefault(ProbeStatus.Throttled),
            counts.GetValueOrDefault(ProbeStatus.Skipped)
        );
    }
}

/// <summary>A deployment that is called through an API, and why so.</summary>
public sealed record ImportedDeployment
{
    /// <summary>The deployment's full id.</summary>
    public required string Deployment { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Who made the model.</summary>
    public required string Format { get; init; }

    /// <summary>The model's version; empty when there is none.</summary>
    public string Version { get; init; } = "";

    /// <summary>The SKU's name; empty when there is none.</summary>
    public string Sku { get; init; } = "";

    /// <summary>Capacity in units of the SKU.</summary>
    public int? Capacity { get; init; }

    /// <summary>The API's id.</summary>
    public required string Api { get; init; }

    /// <summary>The API's path below the gateway's host.</summary>
    public required string Path { get; init; }

    /// <summary>How clients call it.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>Why so, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Which setting or rule gave which value, by field.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>
    /// The policies that the settings ask for and the API is without, because the service cannot hold them; null when it has all.
    /// </summary>
    public IReadOnlyList<string>? Lacks { get; init; }
}
