using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Importer.Arm;

/// <summary>Reads values out of a JSON answer by the names on the way; what is absent or of another type is null.</summary>
internal static class ArmJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The element at <paramref name="path"/>, or null.</summary>
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }

    /// <summary>The text at <paramref name="path"/>, or null.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    /// <summary>The truth value at <paramref name="path"/>, or null.</summary>
    public static bool? Flag(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path)?.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    /// <summary>The whole number at <paramref name="path"/>, or null.</summary>
    public static int? Number(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt32(out var number) ? number : null;

    /// <summary>The items of the array at <paramref name="path"/>; none when there is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];

    /// <summary>The texts of the object at <paramref name="path"/> by name, in any case; other values are left out.</summary>
    public static IReadOnlyDictionary<string, string> Texts(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (element.At(path) is { ValueKind: JsonValueKind.Object } found)
        {
            foreach (var property in found.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.String))
            {
                texts[property.Name] = property.Value.GetString() ?? "";
            }
        }

        return texts;
    }

    /// <summary>The JSON as UTF-8, with nothing escaped that need not be: documents go inside, and bodies have a limit.</summary>
    public static ReadOnlyMemory<byte> ToBytes(this JsonNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            node.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }
}

/// <summary>Addresses, and where a token may go.</summary>
internal static class ArmLinks
{
    private const int Shows = 60;

    /// <summary>The address of a path; <paramref name="path"/> may carry a query, whose values are already escaped.</summary>
    /// <exception cref="ArmException">
    /// A segment of the path leads elsewhere (<c>..</c>, an escape, nothing at all): no request is made.
    /// </exception>
    public static Uri Address(Uri endpoint, string path, string apiVersion)
    {
        var question = path.IndexOf('?', StringComparison.Ordinal);
        var (bare, query) = question < 0 ? (path, "?") : (path[..question], path[question..] + "&");
        var segments = bare.Split('/');
        if (segments[0].Length > 0 || segments.Skip(1).FirstOrDefault(segment => !IsSegment(segment)) is not null)
        {
            throw Refused(
                $"'{Shown(bare)}' is no path of a resource: it has an empty segment, '.', '..', an escape or a control character; nothing was sent"
            );
        }

        var escaped = string.Join('/', segments.Select(Uri.EscapeDataString));
        return new Uri($"{endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}{escaped}{query}api-version={apiVersion}");
    }

    /// <summary>
    /// True when a text is one segment of a path and stays one on its way: no slash of either kind, no escape, not <c>.</c> or <c>..</c>.
    /// </summary>
    public static bool IsSegment(string text) =>
        text.Trim() is { Length: > 0 } trimmed
        && trimmed.Length == text.Length
        && text is not ("." or "..")
        && !text.Any(one => one is '/' or '\\' or '%' || char.IsControl(one));

    /// <summary>A call that is not made, because an id in its path is not one.</summary>
    public static ArmException Refused(string reason) => new(new("", ""), 0, new() { Code = ArmErrors.IdRefused, Message = reason });

    /// <summary>A text from outside as a message may show it: cut, on one line.</summary>
    public static string Shown(string text) =>
        new([.. text.Take(Shows).Select(one => char.IsControl(one) ? ' ' : one), .. text.Length > Shows ? "…" : ""]);

    /// <summary>The address that an answer to <paramref name="call"/> points to.</summary>
    /// <exception cref="ArmException">It is no address, or leads to another host, which must not see the token.</exception>
    public static Uri Follow(ArmCall call, Uri origin, string link)
    {
        var address = Uri.TryCreate(origin, link, out var found) ? found : throw ArmProof.Missing(call, 200, "an address in its link");
        return StaysWith(origin, address)
            ? address
            : throw new ArmException(
                call,
                0,
                new() { Code = "ForeignLink", Message = $"The answer points to another host, {address.Host}." }
            );
    }

    /// <summary>The path without its query.</summary>
    public static string Bare(string path) => path.Split('?')[0];

    /// <summary>True when <paramref name="link"/> leads to the host that <paramref name="origin"/> is on, or to a region of it.</summary>
    private static bool StaysWith(Uri origin, Uri link) =>
        link.Scheme == origin.Scheme
        && link.Port == origin.Port
        && (
            string.Equals(link.Host, origin.Host, StringComparison.OrdinalIgnoreCase)
            || (origin.HostNameType == UriHostNameType.Dns && link.Host.EndsWith("." + origin.Host, StringComparison.OrdinalIgnoreCase))
        );
}
