using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;

namespace Browser.Tests;

/// <summary>Runs of every kind.</summary>
internal static class SampleRuns
{
    public static IEnumerable<RunReport> All(DateTimeOffset now, string scope)
    {
        yield return Run("20260314-093000-aaaa", now.AddMinutes(-4), RunReason.Event, RunOutcome.Succeeded, scope) with
        {
            Counts = new(Create: 4, Unchanged: 11),
            Timing = new()
            {
                EventTime = now.AddMinutes(-5),
                ReceivedAt = now.AddMinutes(-4),
                ReadyAt = now.AddMinutes(-4).AddSeconds(13),
                EventToReadyMs = 73_400,
            },
        };
        yield return Run("20260314-083000-bbbb", now.AddHours(-1), RunReason.Event, RunOutcome.Partial, scope) with
        {
            Counts = new(Create: 2, Update: 1),
            Timing = new() { EventTime = now.AddHours(-1), EventToReadyMs = 9_120 },
            Steps =
            [
                new()
                {
                    Change = ChangeKind.Create,
                    Kind = ResourceKind.Role,
                    Name = "contoso",
                    Outcome = StepOutcome.Failed,
                    Reason = "403 AuthorizationFailed",
                },
            ],
        };
        yield return Run("20260314-073000-cccc", now.AddHours(-2), RunReason.Manual, RunOutcome.Refused, null) with
        {
            Error =
                "the plan would delete 14 of the 16 APIs that the importer owns (more than Deletion.MaxShare 30 %); nothing was written. Look at GET /api/plan, then insist.",
            Counts = new(Delete: 14),
        };
        yield return Run("20260313-203000-dddd", now.AddHours(-13), RunReason.Schedule, RunOutcome.Failed, null) with
        {
            Error = "API Management service contoso-apim is Updating, not Succeeded",
        };
        yield return Run("20260313-193000-eeee", now.AddHours(-14), RunReason.Drift, RunOutcome.Succeeded, null) with
        {
            Counts = new(Unchanged: 84),
        };
        for (var index = 0; index < 12; index++)
        {
            yield return Run($"20260312-{index:00}3000-ffff", now.AddHours(-30 - index), RunReason.Event, RunOutcome.Succeeded, scope) with
            {
                Counts = new(Create: index % 3, Update: 1, Unchanged: 20),
                Timing = new() { EventTime = now.AddHours(-30 - index), EventToReadyMs = 4_000 + (index * 1_731) },
            };
        }
    }

    private static RunReport Run(string id, DateTimeOffset at, RunReason reason, RunOutcome outcome, string? scope) =>
        new()
        {
            Id = id,
            Reason = reason,
            Scope = scope,
            Mode = RunMode.Apply,
            StartedAt = at,
            FinishedAt = at.AddSeconds(9),
            Outcome = outcome,
        };
}
