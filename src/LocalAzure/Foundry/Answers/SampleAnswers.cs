using System.Security.Cryptography;
using System.Text;

namespace LocalAzure.Foundry.Answers;

/// <summary>Makes what the models say: always the same for the same question.</summary>
internal static class SampleAnswers
{
    /// <summary>A short word made from a text, for ids.</summary>
    public static string Hash(string text, int length = 24) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];

    /// <summary>An answer that repeats the question, so that tests can see what arrived.</summary>
    public static string Answer(string model, string question)
    {
        var heard = question.Length <= 200 ? question : $"{question[..200]}…";
        return $"This is {model} on LocalAzure. You said: {heard}";
    }

    /// <summary>As much of the answer as the limit allows.</summary>
    public static (string Text, bool IsCut) Cut(string answer, int? limit)
    {
        var pieces = TokenCounter.Pieces(answer).ToList();
        return limit is { } most && pieces.Count > most ? (string.Concat(pieces.Take(Math.Max(0, most))), true) : (answer, false);
    }
}
