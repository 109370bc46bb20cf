using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LocalAzure.FunctionsHost;

/// <summary>JSON as the Functions host writes it: only what must be escaped is escaped.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(SettingsFile))]
[JsonSerializable(typeof(TimerStatus))]
internal sealed partial class HostJson : JsonSerializerContext
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions RelaxedIndented = new(Relaxed) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Comments and trailing commas allowed, as in host.json and local.settings.json.</summary>
    public static HostJson Lenient { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                PropertyNameCaseInsensitive = true,
                ReadCommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
            }
        );

    public static string Write(JsonNode? node) => node is null ? "null" : node.ToJsonString(Relaxed);

    public static string WriteIndented(JsonNode? node) => node is null ? "null" : node.ToJsonString(RelaxedIndented);

    /// <summary>A moment as the host's serializer writes it: up to seven decimals, none when whole.</summary>
    public static string Date(DateTimeOffset moment) => moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);

    /// <summary>The same in the <c>Z</c> form.</summary>
    public static string UtcDate(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
}
