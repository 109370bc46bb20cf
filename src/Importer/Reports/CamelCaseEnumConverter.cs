using System.Text.Json;
using System.Text.Json.Serialization;

namespace Importer.Reports;

/// <summary>Writes an enum's values as camelCase words, and takes no numbers.</summary>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
