using System.Text.Json.Serialization;

namespace Importer.Reports;

/// <summary>Writes an enum's values as they are spelt in code, and takes no numbers.</summary>
internal sealed class VerbatimEnumConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
