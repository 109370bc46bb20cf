using Azure.Core;
using Azure.Identity;
using Importer.Apim;
using Importer.Arm;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Foresight;
using Importer.Foundry;
using Importer.Gateway;
using Importer.Health;
using Importer.HealthChecks;
using Importer.Lifecycle;
using Importer.Notifications;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Snapshots;
using Importer.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Importer;

/// <summary>Puts the importer together: one line a room.</summary>
public static class ImporterServiceCollectionExtensions
{
    /// <summary>Registers everything a run needs.</summary>
    /// <param name="services">Where to; a <see cref="TimeProvider"/> and logging are expected there.</param>
    /// <param name="settings">The settings, checked.</param>
    /// <param name="credential">
    /// The app's identity; null for the platform's (a managed identity, or what a developer is signed in with).
    /// </param>
    public static IServiceCollection AddImporter(
        this IServiceCollection services,
        ImporterSettings settings,
        TokenCredential? credential = null
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        return services
            .AddSingleton(settings)
            .AddHostedService<StartWarnings>()
            .AddSingleton(settings.Health)
            .AddAzure(settings, credential)
            .AddDocuments(settings)
            .AddSingleton<PlanApplier>()
            .AddSingleton<Prober>()
            .AddSingleton<SpecificationSource>()
            .AddSingleton<TestCaller>()
            .AddSingleton<CatalogueCache>()
            .AddSingleton<LifecycleWatch>()
            .AddSingleton<ExistingApis>()
            .AddSingleton<WebhookSender>()
            .AddSingleton<Notifier>()
            .AddReconciliation(settings)
            .AddRounds();
    }

    // How Azure is asked, and what it is asked for.
    private static IServiceCollection AddAzure(this IServiceCollection services, ImporterSettings settings, TokenCredential? credential) =>
        services
            .AddSingleton(credential ?? Identity())
            .AddSingleton(provider => new HttpClient(
                new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }
            )
            {
                Timeout = Timeout.InfiniteTimeSpan,
            })
            .AddSingleton(provider => new ArmClient(
                settings.ArmEndpoint,
                settings.ArmAudience,
                provider.GetRequiredService<TokenCredential>(),
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<IDeploymentSource, FoundrySource>()
            .AddSingleton<ICatalogueSource, CatalogueSource>()
            .AddSingleton(provider => new ApimGatewaySettings
            {
                ServiceId = settings.ServiceId,
                Subscription = settings.Health.Subscription,
                ReadKey = provider.GetRequiredService<IDeploymentSource>().ReadKeyAsync,
                ReadOwnershipKey = provider.GetRequiredService<OwnershipKeys>().ReadAsync,
            })
            .AddSingleton<IGateway, ApimGateway>();

    // Where documents are kept, and what is kept there.
    private static IServiceCollection AddDocuments(this IServiceCollection services, ImporterSettings settings) =>
        services
            .AddSingleton(provider =>
                DocumentStores.Open(
                    settings.ReportsContainer,
                    provider.GetRequiredService<TokenCredential>(),
                    provider.GetRequiredService<TimeProvider>()
                )
            )
            .AddSingleton(provider =>
                DocumentStores.OpenLeases(
                    settings.ReportsContainer,
                    provider.GetRequiredService<TokenCredential>(),
                    provider.GetRequiredService<TimeProvider>()
                )
            )
            .AddSingleton<OwnershipKeys>()
            .AddSingleton<RunRecords>()
            .AddSingleton<BreakerRecords>()
            .AddSingleton<ReportBuilder>()
            .AddSingleton<ProbeBudget>();

    // In the order in which a run goes through them.
    private static IServiceCollection AddReconciliation(this IServiceCollection services, ImporterSettings settings) =>
        services
            .AddSingleton(provider =>
            {
                var store = provider.GetRequiredService<IDocumentStore>();
                return new SnapshotStore(store, token => OwnershipKeys.ReadAfreshAsync(store, settings, token));
            })
            .AddSingleton<AdoptionService>()
            .AddSingleton<FleetRun>()
            .AddSingleton<Discovery>()
            .AddSingleton<DesignReader>()
            .AddSingleton<PendingWithdrawals>()
            .AddSingleton<LackingApis>()
            .AddSingleton<OperationCounts>()
            .AddSingleton<PlanMemory>()
            .AddSingleton<UnmanagedApis>()
            .AddSingleton<RunPlanner>()
            .AddSingleton<PreDeleteCheck>()
            .AddSingleton<FleetProof>()
            .AddSingleton<RunApplier>()
            .AddSingleton<RunProber>()
            .AddSingleton<ApiDetacher>()
            .AddSingleton<ApiRestorer>()
            .AddSingleton<ActionRunner>()
            .AddSingleton(provider => new Reconciler(
                provider.GetRequiredService<Discovery>(),
                provider.GetRequiredService<RunPlanner>(),
                provider.GetRequiredService<RunApplier>(),
                provider.GetRequiredService<RunProber>(),
                provider.GetRequiredService<ActionRunner>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<Reconciler>>()
            ))
            .AddSingleton<IReconciler>(provider => provider.GetRequiredService<Reconciler>());

    private static IServiceCollection AddRounds(this IServiceCollection services) =>
        services
            .AddSingleton<HealthRecords>()
            .AddSingleton<DeviationFinder>()
            .AddSingleton<RoundReader>()
            .AddSingleton<RoundCalls>()
            .AddSingleton<RoundRecords>()
            .AddSingleton(provider => new HealthCheckRun(
                provider.GetRequiredService<RoundReader>(),
                provider.GetRequiredService<RoundCalls>(),
                provider.GetRequiredService<RoundRecords>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetService<LifecycleWatch>()
            ));

    /// <summary>
    /// The identity of this process. On the platform only the managed identity is asked: a chain of other ways would cost seconds and hide
    /// what
    /// is wrong.
    /// </summary>
    /// <remarks>Source: https://learn.microsoft.com/dotnet/azure/sdk/authentication/best-practices</remarks>
    public static TokenCredential Identity()
    {
        var clientId = Environment.GetEnvironmentVariable("AZURE_CLIENT_ID");
        return Environment.GetEnvironmentVariable("IDENTITY_ENDPOINT") is null
            ? new DefaultAzureCredential()
            : new ManagedIdentityCredential(
                string.IsNullOrEmpty(clientId) ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId)
            );
    }
}
