using Importer.Reports;
using Importer.Resources;
using Importer.Storage;

namespace Functions.Queue;

/// <summary>
/// How long a message waits for its account's turn. Turns only save work: who holds one for longer than a run can last holds it for
/// nothing, and
/// imports go on without.
/// </summary>
internal static class TurnPatience
{
    // A lease outlives its holder by a minute, and clocks differ.
    private static readonly TimeSpan AfterTheEnd = TimeSpan.FromMinutes(2);

    /// <summary>The lease of an account's turn.</summary>
    public static string LeaseOf(ResourceId account) => LeaseName.For("account", account.Value);

    /// <summary>
    /// True when no run that holds the turn can still be under way. A message that does not say when it came waits for nobody.
    /// </summary>
    /// <param name="message">The message that waits.</param>
    /// <param name="now">The time.</param>
    /// <param name="longestRun">How long a run may last.</param>
    public static bool IsOver(ImportMessage message, DateTimeOffset now, TimeSpan longestRun) =>
        message.Request.ReceivedAt is not { } since || now - since - Delays(message.Attempt) > longestRun + AfterTheEnd;

    /// <summary>What the run's record says of it.</summary>
    public static HeldLease Note(ImportMessage message, ResourceId account, DateTimeOffset now) =>
        new(LeaseOf(account), account.Value, message.Request.ReceivedAt ?? now);

    // What it spent out of sight before this attempt is no waiting for a turn.
    private static TimeSpan Delays(int attempt) =>
        Enumerable.Range(1, Math.Clamp(attempt, 1, 200) - 1).Aggregate(TimeSpan.Zero, (sum, each) => sum + ImportQueue.DelayAfter(each));
}
