using System.Text.Json.Serialization;

namespace Importer.Gateway;

/// <summary>One field that is not as it should be.</summary>
/// <param name="Field">The field, in the service's words.</param>
/// <param name="Expected">What it should be; null for nothing.</param>
/// <param name="Actual">What it is; null for nothing.</param>
public sealed record FieldDifference(
    string Field,
    [property: JsonConverter(typeof(RedactedText))] string? Expected,
    [property: JsonConverter(typeof(RedactedText))] string? Actual);
