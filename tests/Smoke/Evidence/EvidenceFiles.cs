using System.Globalization;

namespace Smoke.Evidence;

/// <summary>Where a run writes: the calls, and what came of it.</summary>
/// <param name="Lines">The calls, one a line.</param>
/// <param name="Summary">The summary for people.</param>
internal sealed record EvidenceFiles(string Lines, string Summary)
{
    /// <summary>The next free names of today.</summary>
    public static EvidenceFiles Next(string folder, TimeProvider clock)
    {
        var date = clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        for (var number = 1; ; number++)
        {
            var file = Path.Combine(folder, number == 1 ? date : $"{date}-{number}");
            if (!File.Exists($"{file}.jsonl"))
            {
                return new($"{file}.jsonl", $"{file}.md");
            }
        }
    }

    /// <summary>Opens the file of calls.</summary>
    public StreamWriter Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Lines))!);
        return new StreamWriter(Lines, append: false) { NewLine = "\n" };
    }
}
