using Functions.Events;
using Functions.Host;
using Functions.Input;
using Functions.Pages;
using Functions.Runs;
using Functions.Scopes;
using Functions.Triggers;
using Importer;
using Importer.Reports;

namespace Functions;

/// <summary>The functions and what they are made of.</summary>
internal static class FunctionServices
{
    // Event Grid delivers again what is not answered within 30 s, and the front end gives HTTP callers 230 s:
    // https://learn.microsoft.com/azure/event-grid/delivery-and-retry
    // https://learn.microsoft.com/azure/azure-functions/functions-scale#timeout
    private static readonly TimeSpan EventDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HttpDeadline = TimeSpan.FromSeconds(200);

    /// <summary>The table of functions: one line each, beside <c>bindings/&lt;name&gt;/function.json</c>.</summary>
    public static FunctionTable Table(HostSettings host) => new FunctionTable()
        .MapFunction<DeploymentChanged>(EventDeadline)
        .MapFunction<ImportDeployments>(host.LongDeadline)
        .MapFunction<Reimport>(HttpDeadline)
        .MapFunction<Plan>(HttpDeadline)
        .MapFunction<Triggers.Runs>(HttpDeadline)
        .MapFunction<Report>(HttpDeadline)
        .MapFunction<ReportData>(HttpDeadline)
        .MapFunction<TestCalls>(host.LongDeadline)
        .MapFunction<CheckDrift>(host.LongDeadline)
        .MapFunction<HealthReport>(host.LongDeadline);

    /// <summary>
    /// Adds the functions. <see cref="Reconcile"/>, <see cref="CheckHealth"/>, <see cref="Tell"/> and <see cref="IReportStore"/> come from whoever composes the program.
    /// </summary>
    public static IServiceCollection AddFunctions(this IServiceCollection services, HostSettings host, ImporterSettings settings) => services
        .AddSingleton(host)
        .AddSingleton(settings)
        .AddSingleton<ScopeFence>()
        .AddSingleton<EventSieve>()
        .AddSingleton<RunRecords>()
        .AddSingleton<PendingRequests>()
        .AddSingleton<RecentRuns>()
        .AddSingleton<Runner>()
        .AddSingleton<QueueRuns>()
        .AddSingleton<BackgroundRuns>()
        .AddSingleton<DriftRuns>()
        .AddSingleton<DeploymentChanged>()
        .AddSingleton<ImportDeployments>()
        .AddSingleton<ImportAsks>()
        .AddSingleton<Reimport>()
        .AddSingleton<Plan>()
        .AddSingleton<Triggers.Runs>()
        .AddSingleton<ReportBuilder>()
        .AddSingleton<ReportTelling>()
        .AddSingleton<ReportRenderer>()
        .AddSingleton<ReportPublisher>()
        .AddSingleton<Report>()
        .AddSingleton<ReportData>()
        .AddSingleton<TestCalls>()
        .AddSingleton<CheckDrift>()
        .AddSingleton<HealthReport>();
}
