using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Importer.Tests.Fuzzing;

/// <summary>Makes damaged inputs of a good one: text that is cut, doubled and spoilt, and JSON whose parts are of another kind.</summary>
internal static class Damage
{
    private static readonly string[] Splinters =
    [
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "<",
        ">",
        "&#0;",
        "<![CDATA[",
        "null",
        "true",
        "1e999",
        "-1",
        "\\ud800",
        "\\u0000",
        "\0",
        "\r\n",
        "../",
        "%2f",
        "\u2028",
        "é",
        "99999999999999999999",
        "{{key}}",
        "@(1)",
        "\"$ref\":\"#/\"",
        "#/components/schemas/message",
    ];

    public static byte[] Of(Random random, string text)
    {
        var damaged = random.Next(2) == 0 && Parsed(text) is { } json ? Json(random, json) : text;
        return random.Next(8) switch
        {
            0 => Bytes(random, Encoding.UTF8.GetBytes(damaged)),
            < 5 => Encoding.UTF8.GetBytes(Text(random, damaged)),
            _ => Encoding.UTF8.GetBytes(damaged),
        };
    }

    private static JsonNode? Parsed(string text)
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

    // One to three parts of another kind, gone, doubled under another case, or very deep.
    private static string Json(Random random, JsonNode root)
    {
        for (var hits = random.Next(1, 4); hits > 0; hits--)
        {
            JsonNode[] parts = [.. Parts(root).Where(part => part.Parent is not null)];
            if (parts.Length == 0)
            {
                break;
            }

            var part = parts[random.Next(parts.Length)];
            switch (part.Parent)
            {
                case JsonObject parent when random.Next(4) == 0:
                    parent[part.GetPropertyName().ToUpperInvariant()] = part.DeepClone();
                    break;
                case JsonObject parent when random.Next(4) == 0:
                    parent.Remove(part.GetPropertyName());
                    break;
                default:
                    part.ReplaceWith(Another(random));
                    break;
            }
        }

        return root.ToJsonString();
    }

    private static IEnumerable<JsonNode> Parts(JsonNode node) =>
        node switch
        {
            JsonObject members => members.Select(member => member.Value).OfType<JsonNode>().SelectMany(Parts).Prepend(node),
            JsonArray items => items.OfType<JsonNode>().SelectMany(Parts).Prepend(node),
            _ => [node],
        };

    private static JsonNode? Another(Random random) =>
        random.Next(9) switch
        {
            0 => null,
            1 => JsonValue.Create(random.Next(-2, 3)),
            2 => JsonValue.Create(1e300),
            3 => JsonValue.Create(random.Next(2) == 0),
            4 => JsonValue.Create(new string('a', 5000)),
            5 => JsonValue.Create(Splinters[random.Next(Splinters.Length)]),
            6 => new JsonObject { ["a"] = new JsonArray(1, null, "b") },
            7 => Deep(60),
            _ => new JsonArray(null, new JsonArray(), new JsonObject(), "x"),
        };

    private static JsonNode Deep(int levels)
    {
        JsonNode node = new JsonArray();
        for (; levels > 0; levels--)
        {
            node = levels % 2 == 0 ? new JsonArray(node) : new JsonObject { ["properties"] = node };
        }

        return node;
    }

    private static string Text(Random random, string text)
    {
        var damaged = new StringBuilder(text);
        for (var hits = random.Next(1, 5); hits > 0 && damaged.Length > 0; hits--)
        {
            var at = random.Next(damaged.Length);
            switch (random.Next(5))
            {
                case 0:
                    damaged.Insert(at, Splinters[random.Next(Splinters.Length)]);
                    break;
                case 1:
                    damaged.Remove(at, Math.Min(random.Next(1, 40), damaged.Length - at));
                    break;
                case 2:
                    damaged[at] = (char)random.Next(1, 0xD7FF);
                    break;
                case 3:
                    damaged.Insert(at, damaged.ToString(at, Math.Min(random.Next(1, 80), damaged.Length - at)));
                    break;
                default:
                    damaged[at] = (char)random.Next(32, 127);
                    break;
            }
        }

        return damaged.ToString();
    }

    private static byte[] Bytes(Random random, byte[] bytes)
    {
        for (var hits = random.Next(1, 5); hits > 0; hits--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
