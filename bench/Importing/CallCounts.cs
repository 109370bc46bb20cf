namespace Bench.Importing;

/// <summary>Calls to Resource Manager, by what they cost.</summary>
/// <param name="Reads">GETs of resources and lists.</param>
/// <param name="Writes">PUTs, PATCHes and DELETEs.</param>
/// <param name="Polls">GETs of long-running operations.</param>
/// <param name="Secrets">POSTs that read a key.</param>
/// <param name="Conflicts">How many of all of them were answered with 409, and made again.</param>
/// <param name="Throttled">How many of all of them were answered with 429, and made again.</param>
internal sealed record CallCounts(int Reads, int Writes, int Polls, int Secrets, int Conflicts, int Throttled)
{
    public int All => Reads + Writes + Polls + Secrets;

    public static CallCounts operator -(CallCounts left, CallCounts right) =>
        new(
            left.Reads - right.Reads,
            left.Writes - right.Writes,
            left.Polls - right.Polls,
            left.Secrets - right.Secrets,
            left.Conflicts - right.Conflicts,
            left.Throttled - right.Throttled
        );

    public static CallCounts Subtract(CallCounts left, CallCounts right) => left - right;

    public override string ToString() =>
        $"{Show(Reads, "read")}, {Show(Writes, "write")}, {Show(Polls, "poll")}{(Secrets > 0 ? $", {Show(Secrets, "key")} read" : "")}{(Conflicts + Throttled > 0 ? $" ({Conflicts} met a lock, {Throttled} an empty bucket)" : "")}";

    private static string Show(int count, string word) => $"{count:N0} {word}{(count == 1 ? "" : "s")}";
}
