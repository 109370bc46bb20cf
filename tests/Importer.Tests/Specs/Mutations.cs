using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;

namespace Importer.Tests.Specs;

/// <summary>Damages documents: bytes overwritten, or members replaced by something of another kind.</summary>
[SuppressMessage("Security", "CA5394", Justification = "Damage that can be repeated from its seed, not a secret.")]
internal sealed class Mutations(Random random)
{
    public byte[] Of(byte[] document) => random.Next(4) == 0 ? Bytes(document) : Members(document);

    private byte[] Bytes(byte[] document)
    {
        var copy = document.ToArray();
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            copy[random.Next(copy.Length)] = (byte)random.Next(256);
        }

        return copy;
    }

    private byte[] Members(byte[] document)
    {
        var root = JsonNode.Parse(document)!;
        for (var count = random.Next(1, 6); count > 0; count--)
        {
            Damage(root);
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private void Damage(JsonNode root)
    {
        var at = root;
        for (var depth = random.Next(1, 8); depth > 0; depth--)
        {
            if (at is not JsonObject { Count: > 0 } parent)
            {
                return;
            }

            var name = parent.ElementAt(random.Next(parent.Count)).Key;
            if (depth == 1)
            {
                parent[name] = Other();
                return;
            }

            at = parent[name];
        }
    }

    private JsonNode? Other() =>
        random.Next(8) switch
        {
            0 => null,
            1 => 42,
            2 => "text",
            3 => new JsonArray(1, "a", null),
            4 => new JsonObject(),
            5 => true,
            6 => new JsonObject { ["$ref"] = "#/components/schemas/none" },
            _ => new JsonObject { ["$ref"] = "#" },
        };
}
