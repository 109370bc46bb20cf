using Azure.Core;
using Functions.Events;
using Functions.Input;
using Functions.Publishing;
using Functions.Queue;
using Functions.Settings;
using Functions.Triggers;
using Importer.HealthChecks;
using Importer.Notifications;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pages;

namespace Functions;

/// <summary>What the functions are made of; the functions themselves are found by their attributes.</summary>
internal static class FunctionServices
{
    /// <summary>
    /// Adds what the functions call. The importer, its settings and a <see cref="TimeProvider"/> come from whoever composes the program.
    /// </summary>
    public static IServiceCollection AddFunctions(this IServiceCollection services, AppSettings app)
    {
        services.TryAddSingleton(provider =>
            app.OpenQueue(provider.GetRequiredService<TokenCredential>(), provider.GetRequiredService<TimeProvider>())
        );
        services.TryAddSingleton<CheckHealth>(provider => provider.GetRequiredService<HealthCheckRun>().RunAsync);
        services.TryAddSingleton<NotifyWebhooks>(provider => provider.GetRequiredService<Notifier>().TellAsync);
        return services
            .AddSingleton(app)
            .AddSingleton<ScopeValidator>()
            .AddSingleton<EventFilter>()
            .AddSingleton<BreakerFilter>()
            .AddSingleton<MemberLookup>()
            .AddSingleton<BreakerLooks>()
            .AddSingleton<RecentRuns>()
            .AddSingleton<WaitingEvents>()
            .AddSingleton<UnknownAccounts>()
            .AddSingleton<ImportQueue>()
            .AddSingleton<StoreGuard>()
            .AddSingleton<EventCoalescer>()
            .AddSingleton<AccountTurns>()
            .AddSingleton<ImportRunner>()
            .AddSingleton<ImportWorker>()
            .AddSingleton<ImportRequestReader>()
            .AddSingleton<DriftChecks>()
            .AddSingleton<CurrentReport>()
            .AddSingleton<ReportRenderer>()
            .AddSingleton<ReportPublisher>();
    }
}
