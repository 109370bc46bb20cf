using System.Globalization;

namespace LocalAzure.Compare;

/// <summary>
/// The command <c>compare FILE</c>: the recorded calls of a run against Azure, made again here. Each line it prints is a fault of the
/// stand-in.
/// </summary>
public static class CompareCommand
{
    /// <summary>The exit code when nothing differs.</summary>
    public const int Same = 0;

    /// <summary>The exit code when something differs.</summary>
    public const int Different = 1;

    /// <summary>The exit code when the file cannot be read or replayed.</summary>
    public const int Unreadable = 2;

    /// <summary>Reads, replays, compares and prints.</summary>
    public static async Task<int> RunAsync(string file, LocalAzureOptions options, TextWriter output, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(output);
        try
        {
            var evidence = EvidenceFile.Parse(await File.ReadAllLinesAsync(file, stop));
            var answers = await Replay.RunAsync(evidence, options, stop);
            return await TellAsync(evidence, answers, output);
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            await output.WriteLineAsync($"{file} cannot be compared. {fault.Message}");
            return Unreadable;
        }
    }

    private static async Task<int> TellAsync(EvidenceFile evidence, IReadOnlyDictionary<int, ReplayedAnswer> answers, TextWriter output)
    {
        var count = 0;
        foreach (var call in evidence.Calls.Where(call => answers.ContainsKey(call.Line)))
        {
            foreach (var difference in AnswerComparison.Of(call, answers[call.Line], evidence.Ids))
            {
                count++;
                await output.WriteLineAsync($"{call}: {difference}");
            }
        }

        var left = evidence.Calls.Count - answers.Count;
        var verdict =
            count == 0
                ? "no difference"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count} difference{(count == 1 ? "" : "s")}, each a fault of LocalAzure or of what it was given"
                );
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{answers.Count} calls compared, {left} not (somebody else's resources, no answer, or made again later): {verdict}"
            )
        );
        return count == 0 ? Same : Different;
    }
}
