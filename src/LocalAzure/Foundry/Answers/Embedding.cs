using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalAzure.Foundry.Answers;

/// <summary>
/// Turns texts into vectors: every word and every three letters of a word point somewhere fixed, so that equal texts are
/// equal, similar texts near, and other texts far.
/// </summary>
internal static class Embedding
{
    private const float WordWeight = 1f;
    private const float PartWeight = 0.3f;

    public static float[] Of(string text, int dimensions)
    {
        var vector = new float[dimensions];
        foreach (var word in Words(text))
        {
            Add(vector, word, WordWeight);
            for (var at = 0; at + 3 <= word.Length; at++)
            {
                Add(vector, $"~{word.Substring(at, 3)}", PartWeight);
            }
        }

        return Normalise(vector);
    }

    /// <summary>Numbers, or base64 of little-endian floats as the client libraries ask for.</summary>
    public static JsonNode Encode(float[] vector, bool asBase64) =>
        asBase64
            ? Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()))
            : new JsonArray([.. vector.Select(number => (JsonNode)number)]);

    private static string[] Words(string text) =>
        new string([.. text.Select(sign => char.IsLetterOrDigit(sign) ? char.ToUpperInvariant(sign) : ' ')]).Split(
            ' ',
            StringSplitOptions.RemoveEmptyEntries
        );

    private static void Add(float[] vector, string feature, float weight)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(feature));
        for (var at = 0; at < 4; at++)
        {
            var place = BitConverter.ToUInt32(hash, at * 4) % (uint)vector.Length;
            vector[place] += (hash[16 + at] & 1) == 0 ? weight : -weight;
        }
    }

    private static float[] Normalise(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(number => number * number));
        if (length == 0)
        {
            vector[0] = 1;
            return vector;
        }

        return [.. vector.Select(number => number / length)];
    }
}
