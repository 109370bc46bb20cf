using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// How the host's JSON library changes values on their way to the worker: dates and numbers are read and written anew.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/MessageExtensions/ScriptInvocationContextExtensions.cs
/// </summary>
internal static partial class HostEncoding
{
    /// <summary>
    /// A scalar's text as the host's JSON library prints it: <c>7</c>, <c>1.5</c>, <c>True</c>, <c>11/21/2026 10:00:00</c>.
    /// </summary>
    public static string ScalarText(JsonValue value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.String => DateText(value.GetValue<string>()),
            JsonValueKind.True => "True",
            JsonValueKind.False => "False",
            JsonValueKind.Null => "",
            _ => NumberText(value.ToJsonString()),
        };

    /// <summary>An ISO date is taken for a date and printed anew; any other text stays.</summary>
    public static string DateText(string text) =>
        AsDate(text) is { } date ? date.ToString("MM/dd/yyyy HH:mm:ss", CultureInfo.InvariantCulture) : text;

    /// <summary>A copy in which the host's JSON library has re-written dates and numbers.</summary>
    public static JsonNode? WithUtcDates(JsonNode? node) =>
        node switch
        {
            JsonObject json => new JsonObject(json.Select(pair => KeyValuePair.Create(pair.Key, WithUtcDates(pair.Value)))),
            JsonArray list => new JsonArray([.. list.Select(WithUtcDates)]),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(RewriteDate(value.GetValue<string>())),
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => JsonNode.Parse(NumberJson(value.ToJsonString())),
            JsonValue value => value.DeepClone(),
            _ => null,
        };

    private static string NumberText(string json) => IsWhole(json) ? json : NumberJson(json);

    private static bool IsWhole(string json) => json.AsSpan().IndexOfAny(".eE") < 0;

    // 2.50 is read as a double and written as 2.5.
    private static string NumberJson(string json)
    {
        if (IsWhole(json))
        {
            return json;
        }

        var text = double.Parse(json, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
        return IsWhole(text) ? text + ".0" : text;
    }

    // Z stays Z, an offset is turned to UTC (measured: 10:00+02:00 arrives as 08:00Z), no zone stays none.
    private static string RewriteDate(string text)
    {
        if (!IsoDate().IsMatch(text) || AsDate(text) is not { } date)
        {
            return text;
        }

        if (text.EndsWith('Z') || HasOffset().IsMatch(text))
        {
            return HostJson.UtcDate(new DateTimeOffset(date, TimeSpan.Zero));
        }

        return date.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
    }

    private static DateTime? AsDate(string text) =>
        IsoDate().IsMatch(text)
        && DateTime.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
            out var date
        )
            ? date
            : null;

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$")]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"[+-]\d\d:\d\d$")]
    private static partial Regex HasOffset();
}
