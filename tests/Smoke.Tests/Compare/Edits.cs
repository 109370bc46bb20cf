using System.Text.Json;
using System.Text.Json.Nodes;
using LocalAzure.Compare;

namespace Smoke.Tests.Compare;

/// <summary>One change to a recorded line, and what it is called when it is found.</summary>
/// <param name="Kind">The kind of difference that it must be found as.</param>
/// <param name="Where">What was changed.</param>
/// <param name="Line">The line, changed.</param>
public sealed record Edit(DifferenceKind Kind, string Where, RecordedCall Line);

/// <summary>Every change that there is to a recorded line: the status, each header, and in the answer each field, value and list.</summary>
public static class Edits
{
    private static readonly string[] Addresses = ["gatewayUrl", "endpoint", "endpoints", "hostName"];

    /// <summary>All of them.</summary>
    public static IEnumerable<Edit> Of(RecordedCall line) =>
        Status(line).Concat(Headers(line)).Concat(line.Answer is null ? [] : Answer(line));

    private static IEnumerable<Edit> Status(RecordedCall line) =>
        [new(DifferenceKind.Status, "status", line with { Status = line.Status + 1 })];

    private static IEnumerable<Edit> Headers(RecordedCall line)
    {
        foreach (var (name, value) in line.AnswerHeaders)
        {
            yield return new(
                DifferenceKind.Extra,
                name,
                line with
                {
                    AnswerHeaders = line.AnswerHeaders.Where(header => header.Key != name).ToDictionary(StringComparer.OrdinalIgnoreCase),
                }
            );
            yield return new(
                DifferenceKind.Value,
                name,
                With(
                    line,
                    name,
                    name switch
                    {
                        "ETag" => value.Trim('"'),
                        "Retry-After" => "soon",
                        _ => value.Replace("/", "/x", StringComparison.Ordinal),
                    }
                )
            );
        }

        yield return new(DifferenceKind.Missing, "WWW-Authenticate", With(line, "WWW-Authenticate", "Bearer"));
    }

    private static RecordedCall With(RecordedCall line, string header, string value) =>
        line with
        {
            AnswerHeaders = new Dictionary<string, string>(line.AnswerHeaders, StringComparer.OrdinalIgnoreCase) { [header] = value },
        };

    private static IEnumerable<Edit> Answer(RecordedCall line)
    {
        foreach (var place in Places(line.Answer!, [], line))
        {
            var node = Find(line.Answer!, place);
            foreach (var (kind, change) in Changes(node, place, line))
            {
                var copy = line.Answer!.DeepClone();
                change(Find(copy, place));
                yield return new(kind, $"{string.Join('/', place)} {kind}", line with { Answer = copy });
            }
        }
    }

    private static IEnumerable<(DifferenceKind Kind, Action<JsonNode> Change)> Changes(JsonNode node, object[] place, RecordedCall line)
    {
        switch (node)
        {
            case JsonObject body:
                yield return (DifferenceKind.Missing, one => one.AsObject()["surprise"] = "from Azure");
                foreach (var name in body.Select(field => field.Key).Where(name => !IsLeftOut(place, name, line)))
                {
                    yield return (DifferenceKind.Extra, one => one.AsObject().Remove(name));
                    yield return (
                        DifferenceKind.Case,
                        one =>
                            Rename(
                                one.AsObject(),
                                name,
                                char.IsUpper(name[0])
                                    ? $"{char.ToLowerInvariant(name[0])}{name[1..]}"
                                    : $"{char.ToUpperInvariant(name[0])}{name[1..]}"
                            )
                    );
                    yield return (
                        DifferenceKind.Type,
                        one =>
                            one.AsObject()[name] = one[name] switch
                            {
                                null => "something",
                                JsonValue value when value.GetValueKind() == JsonValueKind.String => 1,
                                _ => "text",
                            }
                    );
                }

                foreach (
                    var name in body.Where(field => field.Value is JsonValue && !IsLeftOut(place, field.Key, line))
                        .Select(field => field.Key)
                )
                {
                    foreach (
                        var edit in Values(
                            body[name]!.AsValue(),
                            name,
                            IsAddress(place, name),
                            (one, value) => one.AsObject()[name] = value
                        )
                    )
                    {
                        yield return edit;
                    }
                }

                break;
            case JsonArray { Count: > 0 } items:
                yield return (DifferenceKind.Extra, one => one.AsArray().RemoveAt(0));
                yield return (DifferenceKind.Missing, one => one.AsArray().Add(new JsonObject { ["id"] = "/surprise" }));
                if (items.Select(item => item?.ToJsonString()).Distinct().Count() > 1)
                {
                    yield return (DifferenceKind.Order, one => Reverse(one.AsArray()));
                }

                break;
            default:
                break;
        }
    }

    private static IEnumerable<(DifferenceKind Kind, Action<JsonNode> Change)> Values(
        JsonValue value,
        string name,
        bool isAddress,
        Action<JsonNode, JsonNode> put
    )
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.Number:
                yield return (DifferenceKind.Value, one => put(one, value.GetValue<double>() + 1));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                yield return (DifferenceKind.Value, one => put(one, !value.GetValue<bool>()));
                break;
            case JsonValueKind.String when !isAddress && name != "etag" && !PlainValue.IsPlaceholder(value.GetValue<string>()):
                var text = value.GetValue<string>();
                yield return (DifferenceKind.Value, one => put(one, $"{text} more"));
                if (Swapped(text) is { } swapped)
                {
                    yield return (DifferenceKind.Case, one => put(one, swapped));
                }

                break;
            case JsonValueKind.String when name == "etag":
                yield return (DifferenceKind.Value, one => put(one, value.GetValue<string>().StartsWith('"') ? "tag-1" : "\"tag-1\""));
                break;
            default:
                break;
        }
    }

    // The last letter that is no part of an id, a time or an address, in the other case.
    private static string? Swapped(string text)
    {
        for (var at = text.Length - 1; at >= 0; at--)
        {
            if (char.IsAsciiLetter(text[at]))
            {
                var other =
                    $"{text[..at]}{(char.IsUpper(text[at]) ? char.ToLowerInvariant(text[at]) : char.ToUpperInvariant(text[at]))}{text[(at + 1)..]}";
                if (
                    PlainValue.Of(other) != PlainValue.Of(text)
                    && string.Equals(PlainValue.Of(other), PlainValue.Of(text), StringComparison.OrdinalIgnoreCase)
                )
                {
                    return other;
                }
            }
        }

        return null;
    }

    // How many there are in all, and where it goes on, is not comparable where items were left out.
    private static bool IsLeftOut(object[] place, string name, RecordedCall line) =>
        line.Omitted > 0 && place.Length == 0 && name is "count" or "nextLink";

    private static bool IsAddress(object[] place, string name) =>
        Addresses.Contains(name) || place.Any(part => part is string field && Addresses.Contains(field));

    private static void Rename(JsonObject body, string name, string other)
    {
        var value = body[name]?.DeepClone();
        body.Remove(name);
        body[other] = value;
    }

    private static void Reverse(JsonArray items)
    {
        var reversed = items.Reverse().Select(item => item?.DeepClone()).ToList();
        items.Clear();
        reversed.ForEach(items.Add);
    }

    private static IEnumerable<object[]> Places(JsonNode node, object[] place, RecordedCall line) =>
        node switch
        {
            JsonObject body => body.Where(field => field.Value is not null)
                .SelectMany(field => Places(field.Value!, [.. place, field.Key], line))
                .Prepend(place),
            JsonArray items => items
                .Select((item, at) => (item, at))
                .Where(item => item.item is not null)
                .SelectMany(item => Places(item.item!, [.. place, item.at], line))
                .Prepend(place),
            _ => [],
        };

    private static JsonNode Find(JsonNode node, object[] place) =>
        place.Aggregate(node, (one, part) => part is int at ? one[at]! : one[(string)part]!);
}
