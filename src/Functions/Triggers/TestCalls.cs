using Functions.Middleware;
using Functions.Publishing;
using Functions.Settings;
using Importer.Health;
using Importer.Reports;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Triggers;

/// <summary>Makes a round of test calls and writes it down; the health round's one verb.</summary>
internal delegate Task<HealthSnapshot> CheckHealth(CancellationToken cancellationToken);

/// <summary>Calls every imported deployment through the gateway on a timer, within the day's budget.</summary>
internal sealed partial class TestCalls(CheckHealth check, CurrentReport report, ILogger<TestCalls> logger)
{
    /// <summary>
    /// The function. A timer is not fired again for a failure; failing the invocation is what makes it show in the host's telemetry.
    /// </summary>
    [Function(nameof(TestCalls))]
    public async Task RunAsync([TimerTrigger($"%{Schedule.TestCalls}%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var round = await check(cancellationToken);
        foreach (var bad in round.Checks.Where(one => one.Status == ProbeStatus.Unhealthy))
        {
            LogUnhealthy(bad.Deployment, bad.Api, bad.Code, bad.Cause, bad.Fix);
        }

        LogRound(round.Summary, round.Budget);
        await report.NotifyAsync(cancellationToken);
        if (round.Error is { } error)
        {
            throw new InvocationFailedException(error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Deployment} through {Api} is unhealthy ({Code}): {Cause}. Fix: {Fix}")]
    private partial void LogUnhealthy(string deployment, string api, CauseCode? code, string? cause, string? fix);

    [LoggerMessage(LogLevel.Information, "Test calls: {Summary}, {Budget}.")]
    private partial void LogRound(HealthSummary summary, HealthBudget budget);
}
