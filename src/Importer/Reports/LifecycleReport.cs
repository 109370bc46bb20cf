using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Importer.Lifecycle;
using Importer.Redaction;
using Importer.Storage;

namespace Importer.Reports;

/// <summary>What is ahead, as the last look saw it. Serialised in camelCase; the field names are a contract.</summary>
public sealed record LifecycleReport
{
    /// <summary>When it was looked (UTC).</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>What is ahead of each deployment, by id.</summary>
    public IReadOnlyList<Retirement> Deployments
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The warnings that hold now.</summary>
    public IReadOnlyList<RetirementWarning> Warnings
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What could not be read, in sentences.</summary>
    public IReadOnlyList<string> Unread
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>How much capacity each model has, and what of it is at risk.</summary>
    public IReadOnlyList<ModelCapacity> Capacity
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The deployments as people read them: the nearest day first, then what is not known.</summary>
    [JsonIgnore]
    public IEnumerable<Retirement> InOrder =>
        Deployments.OrderBy(one => one.At is null).ThenBy(one => one.At).ThenBy(one => one.Deployment, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The look as a report of <paramref name="now"/> shows it: what nobody has renewed for days warns of nothing, and says so.
    /// </summary>
    public LifecycleReport AsOf(DateTimeOffset now) =>
        now - GeneratedAt <= TimeSpan.FromDays(2)
            ? this
            : this with
            {
                Warnings = [],
                Unread =
                [
                    $"the last look ahead was on {GeneratedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: Lifecycle.Watch is off, or no round of test calls has come to its end since",
                ],
            };
}

/// <summary>Keeps the last look ahead.</summary>
internal sealed class LifecycleRecords(IDocumentStore store)
{
    /// <summary>The document that holds it.</summary>
    public const string Latest = "lifecycle/latest.json";

    /// <summary>The last look; null before the first.</summary>
    public async Task<LifecycleReport?> ReadAsync(CancellationToken cancellationToken) =>
        StoredJson.Read(await store.ReadAsync(Latest, cancellationToken), ReportJson.Default.LifecycleReport) is { } report
            ? Redacted(report)
            : null;

    /// <summary>Writes a look down.</summary>
    public async Task WriteAsync(LifecycleReport report, CancellationToken cancellationToken)
    {
        var content = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(report, ReportJson.Readable.LifecycleReport));
        await store.WriteAsync(Latest, content, "application/json", etag: null, cancellationToken);
    }

    // Names of models and refusals are texts of others, and the store's writers may be too.
    private static LifecycleReport Redacted(LifecycleReport report) =>
        report with
        {
            Deployments =
            [
                .. report.Deployments.Select(one =>
                    one with
                    {
                        Sentence = SecretRedaction.WithoutSecrets(one.Sentence),
                        Fix = one.Fix is { } fix ? SecretRedaction.WithoutSecrets(fix) : null,
                    }
                ),
            ],
            Warnings =
            [
                .. report.Warnings.Select(one =>
                    one with
                    {
                        Sentence = SecretRedaction.WithoutSecrets(one.Sentence),
                        Fix = one.Fix is { } fix ? SecretRedaction.WithoutSecrets(fix) : null,
                    }
                ),
            ],
            Capacity =
            [
                .. report.Capacity.Select(one =>
                    one with
                    {
                        Sentences = [.. one.Sentences.Select(text => SecretRedaction.WithoutSecrets(text))],
                    }
                ),
            ],
            Unread = [.. report.Unread.Select(text => SecretRedaction.WithoutSecrets(text))],
        };
}
