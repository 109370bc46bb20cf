using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Functions.Host;

namespace Functions.Input;

/// <summary>An HTTP request as the host wraps it, without what must not be read: keys, cookies, identities.</summary>
internal sealed record HttpIn
{
    private const int MostBytes = 64 * 1024;

    // How callers name their key: the host has checked it, we only let the names pass.
    private static readonly string[] KeyFields = ["code", "clientId"];

    /// <summary>The query's fields; repeated ones are joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    /// <summary>The body as text; null when there is none.</summary>
    public string? Body { get; init; }

    /// <summary>What is wrong with how the body came.</summary>
    public FieldFault? BodyFault { get; init; }

    /// <summary>Reads the request of binding <c>req</c>.</summary>
    public static HttpIn Read(Invocation invocation)
    {
        var request = WireValue.Open(invocation.Input("req"));
        var body = WireValue.Text(request, "Body");
        return new HttpIn
        {
            Query = ReadQuery(WireValue.Property(request, "Query")),
            Body = string.IsNullOrWhiteSpace(body) ? null : body,
            BodyFault = FaultOf(invocation, WireValue.Property(request, "Headers"), body),
        };
    }

    /// <summary>A route parameter; null when it is not given.</summary>
    public static string? Param(Invocation invocation, string name) =>
        WireValue.Text(WireValue.Property(WireValue.Open(invocation.Input("req")), "Params"), name);

    /// <summary>Faults of the fields that are not in <paramref name="known"/>.</summary>
    public IEnumerable<FieldFault> UnknownQuery(params string[] known) => Query.Keys
        .Where(name => !known.Contains(name, StringComparer.Ordinal) && !KeyFields.Contains(name, StringComparer.OrdinalIgnoreCase))
        .Select(name => new FieldFault(Plain.Line(name), known.Length == 0 ? "is unknown; there are no query fields here" : $"is unknown; known are {string.Join(", ", known)}"));

    private static FieldFault? FaultOf(Invocation invocation, JsonElement headers, string? body)
    {
        if (invocation.TooLarge || (body is not null && Encoding.UTF8.GetByteCount(body) > MostBytes))
        {
            return new FieldFault("body", $"is larger than {MostBytes / 1024} KiB");
        }

        if (body is null)
        {
            // The host passes on only bodies with a length. Taken for an empty one, a chunked "plan" would become "apply everything".
            return Header(headers, "Transfer-Encoding") is null && Header(headers, "Content-Length") is null or "0"
                ? null
                : new FieldFault("body", "came in chunks, which the Functions host does not pass on: send it with Content-Length");
        }

        return string.IsNullOrWhiteSpace(body) || IsJson(Header(headers, "Content-Type"))
            ? null
            : new FieldFault("Content-Type", "must be application/json");
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
        && type.CharSet?.Trim('"').ToUpperInvariant() is null or "UTF-8";

    // Values are lists; the names' case is the caller's.
    private static string? Header(JsonElement headers, string name)
    {
        if (headers.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var values = headers.EnumerateObject().FirstOrDefault(header => string.Equals(NameOf(header), name, StringComparison.OrdinalIgnoreCase)).Value;
        var first = values.ValueKind == JsonValueKind.Array ? values.EnumerateArray().FirstOrDefault() : values;
        return WireValue.TryText(first, out var text) ? text : null;
    }

    private static Dictionary<string, string> ReadQuery(JsonElement query)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (query.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in query.EnumerateObject())
            {
                fields[NameOf(field)] = WireValue.TryText(field.Value, out var text) ? text : "";
            }
        }

        return fields;
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "\ufffd";
        }
    }
}
