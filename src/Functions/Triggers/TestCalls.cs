using Functions.Host;
using Functions.Runs;
using Importer.Health;
using Importer.Reports;

namespace Functions.Triggers;

/// <summary>Calls every imported deployment through the gateway on a timer, within the day's budget.</summary>
internal sealed partial class TestCalls(CheckHealth check, ReportTelling telling, ILogger<TestCalls> logger) : IFunction
{
    /// <inheritdoc/>
    public async Task<Answer> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var round = await check(cancellationToken);
        foreach (var bad in round.Checks.Where(one => one.Status == ProbeStatus.Unhealthy))
        {
            LogUnhealthy(bad.Deployment, bad.Api, bad.Code, bad.Cause, bad.Fix);
        }

        LogRound(round.Summary, round.Budget);
        await telling.TellAsync(cancellationToken);

        // A timer is not fired again for a failure; failing the invocation is what makes it show in the host's telemetry.
        return round.Error is { } error
            ? Answer.Redeliver(error)
            : Answer.Done($"{round.Summary}; see {HealthRecords.Latest}");
    }

    [LoggerMessage(LogLevel.Warning, "{Deployment} through {Api} is unhealthy ({Code}): {Cause}. Fix: {Fix}")]
    private partial void LogUnhealthy(string deployment, string api, CauseCode? code, string? cause, string? fix);

    [LoggerMessage(LogLevel.Information, "Test calls: {Summary}, {Budget}.")]
    private partial void LogRound(HealthSummary summary, HealthBudget budget);
}
