using System.Text.Json;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Faults;

/// <summary>A success whose body is not what was asked for, made from the answer that a good run got.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="IsHarmless">True when it still says all there is to say: then the run must come to the right end.</param>
/// <param name="Make">The body, from the right one and the address it was asked at; null where there is nothing to make it from.</param>
internal sealed record WrongBody(string Name, bool IsHarmless, Func<string, Uri, string?> Make)
{
    /// <summary>Added to an address by a made link to a further page; what is asked there is answered as it is.</summary>
    public const string Further = "further-page=1";

    private const string Anything = """{"id":"/x","name":"x","properties":{}}""";

    /// <summary>Every one there is.</summary>
    public static IReadOnlyList<WrongBody> All { get; } =
    [
        new("HTML", false, (_, _) => "<html><body>Sign in to continue</body></html>"),
        new("empty", false, (_, _) => ""),
        new("empty object", false, (_, _) => "{}"),
        new("value null", false, (_, _) => """{"value":null}"""),
        new("error", false, (_, _) => """{"error":{"code":"InternalServerError","message":"An error has occurred."}}"""),
        new("truncated", false, (right, _) => (right.Length > 1 ? right : Anything)[..^1]),
        new("item without id", false, (right, _) => WithoutId(right)),
        new("wrong content type", true, (right, _) => right),
        new(
            "doubled page",
            false,
            (right, address) => List(right) is { } list && list["value"]!.AsArray().Count > 0 ? Continued(list, Next(address)) : null
        ),
        new(
            "next page on another host",
            false,
            (right, _) => List(right) is { } list ? Continued(list, "https://elsewhere.example/page/2") : null
        ),
        new(
            "empty page in the middle",
            true,
            (right, address) => List(right) is { } list ? Continued(new JsonObject { ["value"] = new JsonArray() }, Next(address)) : null
        ),
    ];

    private static string Next(Uri address) => $"{address}&{Further}";

    private static string Continued(JsonObject list, string next)
    {
        list["nextLink"] = next;
        return list.ToJsonString();
    }

    private static string WithoutId(string right)
    {
        var list = List(right);
        var item = list is null ? Parse(right) as JsonObject ?? [] : list["value"]!.AsArray().FirstOrDefault() as JsonObject;
        if (list is not null && item is null)
        {
            list["value"]!.AsArray().Add(new JsonObject { ["properties"] = new JsonObject() });
        }

        // What an operation's status or a secret is told by.
        foreach (var name in new[] { "id", "name", "status", "primaryKey", "key1" })
        {
            item?.Remove(name);
        }

        return (list ?? item!).ToJsonString();
    }

    private static JsonObject? List(string right) => Parse(right) is JsonObject one && one["value"] is JsonArray ? one : null;

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
