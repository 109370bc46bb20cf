using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.Compare;

/// <summary>The calls of one recorded run, in order, and what was there before it.</summary>
public sealed record EvidenceFile(IReadOnlyList<RecordedCall> Calls, IReadOnlyList<RecordedResource> There)
{
    /// <summary>The version of the file's form that is read.</summary>
    public const int Form = 1;

    /// <summary>Every id that the file speaks of, and the line that does so first.</summary>
    public IReadOnlyDictionary<string, int> Ids { get; } =
        There
            .Select(thing => (thing.Id, thing.Line))
            .Concat(Calls.Select(call => (Id: call.Path, call.Line)))
            .Concat(Calls.SelectMany(call => IdsIn(call.Answer).Select(id => (Id: id, call.Line))))
            .GroupBy(mention => mention.Id, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(id => id.Key, id => id.Min(mention => mention.Line), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the lines of a file.</summary>
    /// <exception cref="FormatException">They are no evidence; the message says where and why.</exception>
    public static EvidenceFile Parse(IEnumerable<string> lines)
    {
        var calls = new List<RecordedCall>();
        var there = new List<RecordedResource>();
        var isEvidence = false;
        foreach (var (at, text) in lines.Index())
        {
            if (text.Length == 0)
            {
                continue;
            }

            var line = Read(at + 1, text);
            if (!isEvidence)
            {
                isEvidence =
                    Field<int>(at + 1, line, "evidence") == Form
                        ? true
                        : throw Unreadable(at + 1, $"this version of LocalAzure reads evidence of form {Form}");
            }
            else if (line.ContainsKey("there"))
            {
                there.Add(new(at + 1, Field<string>(at + 1, line, "there"), Field<JsonObject>(at + 1, line, "body")));
            }
            else
            {
                calls.Add(Call(at + 1, line));
            }
        }

        return calls.Count > 0 ? new(calls, there) : throw new FormatException("There is no recorded call in the file.");
    }

    private static RecordedCall Call(int at, JsonObject line) =>
        new()
        {
            Line = at,
            Method = Field<string>(at, line, "method"),
            Path = Field<string>(at, line, "path"),
            Query = Optional<string>(at, line, "query") ?? "",
            Headers = Texts(at, line, "headers"),
            Body = line["body"],
            Status = Optional<int?>(at, line, "status"),
            AnswerHeaders = Texts(at, line, "answerHeaders"),
            Answer = line["answer"],
            Omitted = Optional<int?>(at, line, "omitted") ?? 0,
            LeftOut = [.. (Optional<JsonArray>(at, line, "leftOut") ?? []).Select(name => $"{name}")],
            IsForeign = Optional<bool?>(at, line, "foreign") ?? false,
        };

    private static JsonObject Read(int at, string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw Unreadable(at, "it is no JSON object");
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            throw Unreadable(at, $"it is no JSON: {fault.Message}");
        }
    }

    private static T Field<T>(int at, JsonObject line, string name) =>
        line.ContainsKey(name) && Optional<T>(at, line, name) is { } value ? value : throw Unreadable(at, $"it has no '{name}'");

    private static T? Optional<T>(int at, JsonObject line, string name)
    {
        try
        {
            return line[name] switch
            {
                null => default,
                T node => node,
                var value => value.GetValue<T>(),
            };
        }
        catch (Exception fault) when (fault is InvalidOperationException or FormatException)
        {
            throw Unreadable(at, $"its '{name}' is of another type");
        }
    }

    private static Dictionary<string, string> Texts(int at, JsonObject line, string name)
    {
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in Optional<JsonObject>(at, line, name) ?? [])
        {
            texts[key] =
                value is JsonValue text && text.TryGetValue<string>(out var found)
                    ? found
                    : throw Unreadable(at, $"its '{name}' hold something that is no text");
        }

        return texts;
    }

    private static FormatException Unreadable(int at, string why) => new($"Line {at} cannot be read: {why}.");

    private static IEnumerable<string> IdsIn(JsonNode? node) =>
        node switch
        {
            JsonObject body => body.SelectMany(field =>
                field.Key == "id" && field.Value is JsonValue value && value.TryGetValue<string>(out var id) ? [id] : IdsIn(field.Value)
            ),
            JsonArray items => items.SelectMany(IdsIn),
            _ => [],
        };
}
