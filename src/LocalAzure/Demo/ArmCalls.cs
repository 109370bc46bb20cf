namespace LocalAzure.Demo;

/// <summary>How often the importer called ARM.</summary>
internal sealed record ArmCalls
{
    public required int Reads { get; init; }

    public required int Writes { get; init; }

    /// <summary>The journal entry to count from next.</summary>
    public required long LastSeq { get; init; }

    public override string ToString() => $"{Count(Reads + Writes, "ARM call")} ({Count(Reads, "read")}, {Count(Writes, "write")})";

    private static string Count(int number, string thing) => number == 1 ? $"1 {thing}" : $"{number} {thing}s";
}
