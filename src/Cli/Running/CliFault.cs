namespace Cli.Running;

/// <summary>The command cannot be done; the message is one sentence with the way out.</summary>
/// <param name="sentence">The sentence.</param>
internal sealed class CliFault(string sentence) : Exception(sentence);

/// <summary>What the program answers to whoever called it.</summary>
internal static class ExitCode
{
    /// <summary>Everything is as it should be, or was done.</summary>
    public const int Done = 0;

    /// <summary>It could not be known, or could not be done.</summary>
    public const int Unknown = 1;

    /// <summary>It is known, and something is not as it should be.</summary>
    public const int Differs = 2;

    /// <summary>Somebody stopped it: 128 and the number of the signal.</summary>
    public const int Stopped = 130;
}
