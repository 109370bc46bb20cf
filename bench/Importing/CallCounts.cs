namespace Bench.Importing;

/// <summary>Calls to Resource Manager, by what they cost.</summary>
/// <param name="Reads">GETs of resources and lists.</param>
/// <param name="Writes">PUTs, PATCHes and DELETEs.</param>
/// <param name="Polls">GETs of long-running operations.</param>
/// <param name="Secrets">POSTs that read a key.</param>
/// <param name="Refused">How many of all of them were answered with 409 or 429.</param>
internal sealed record CallCounts(int Reads, int Writes, int Polls, int Secrets, int Refused)
{
    public int All => Reads + Writes + Polls + Secrets;

    public static CallCounts operator -(CallCounts left, CallCounts right) =>
        new(left.Reads - right.Reads, left.Writes - right.Writes, left.Polls - right.Polls, left.Secrets - right.Secrets, left.Refused - right.Refused);

    public static CallCounts Subtract(CallCounts left, CallCounts right) => left - right;

    public override string ToString() =>
        $"{Show(Reads, "read")}, {Show(Writes, "write")}, {Show(Polls, "poll")}{(Secrets > 0 ? $", {Show(Secrets, "key")} read" : "")}{(Refused > 0 ? $" ({Refused} refused)" : "")}";

    private static string Show(int count, string word) => $"{count:N0} {word}{(count == 1 ? "" : "s")}";
}
