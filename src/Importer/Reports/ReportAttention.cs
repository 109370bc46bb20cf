using System.Text.Json.Serialization;

namespace Importer.Reports;

/// <summary>Something that needs a person.</summary>
/// <param name="Subject">The deployment, API, resource, scope or run.</param>
/// <param name="What">What is wrong, in a sentence.</param>
/// <param name="Fix">What to do, when something is known.</param>
/// <param name="Since">Since when, when it is known.</param>
public sealed record ReportAttention(
    string Subject,
    [property: JsonConverter(typeof(RedactedText))] string What,
    [property: JsonConverter(typeof(RedactedText))] string? Fix,
    DateTimeOffset? Since);
