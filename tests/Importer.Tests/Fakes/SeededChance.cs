using System.Security.Cryptography;
using System.Text;

namespace Importer.Tests.Fakes;

/// <summary>
/// Chance that depends on what is asked and how often it was asked before, and not on who comes first: a seed tells the same story
/// each time, though calls run side by side.
/// </summary>
internal sealed class SeededChance(int seed)
{
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);

    /// <summary>The numbers for this question, this time.</summary>
    public Random For(string question)
    {
        int times;
        lock (_asked)
        {
            times = _asked[question] = _asked.GetValueOrDefault(question) + 1;
        }

        return new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {times} {question}"))));
    }
}
