namespace Importer.Reports;

/// <summary>Tells of messages that lie in the poison queue, as long as no later run did their work.</summary>
internal static class PoisonedRuns
{
    private const string Fix =
        "put right what the run's record names, ask again (POST /api/import), then delete the message from import-requests-poison; docs/operations.md, 'The poison queue', has the commands";

    // Longer than a try may take (functionTimeout in host.json, 10 minutes): one that has not ended by then never will.
    private static readonly TimeSpan LongestTry = TimeSpan.FromMinutes(15);

    /// <summary>What to tell.</summary>
    public static IEnumerable<ReportAttention> Of(IReadOnlyList<RunReport> givenUp, ReportDocument report) =>
        givenUp
            .Where(run => IsOver(run, report.GeneratedAt) && ReportAttentions.IsLatest(run, report.Runs))
            .Select(run => new ReportAttention($"run {run.Id} ({DisplayText.Asked(run)})", Why(run), Fix, run.FinishedAt ?? run.StartedAt));

    private static bool IsOver(RunReport run, DateTimeOffset now) => run.Poisoned == true || now - run.StartedAt > LongestTry;

    private static string Why(RunReport run) =>
        run.Poisoned == true
            ? run.Error ?? "Gave up; the message is in import-requests-poison."
            : "Its last try was cut off; the message is in import-requests-poison.";
}
