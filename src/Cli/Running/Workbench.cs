using Azure.Core;
using Cli.Settings;
using Importer;
using Importer.Apim;
using Importer.Configuration;
using Importer.Gateway;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Runs;
using Importer.Storage;
using Pages;

namespace Cli.Running;

/// <summary>What a command does with the importer's report store.</summary>
internal enum StoreUse
{
    /// <summary>Reads it; what is written stays in memory.</summary>
    Read,

    /// <summary>The same; where there is none, or it cannot be read, as if it were empty.</summary>
    ReadIfThere,

    /// <summary>Reads the key of ownership tags from it, and nothing else.</summary>
    KeyOnly,

    /// <summary>Reads and writes it.</summary>
    Write,

    /// <summary>Has none: nothing is said about what carries an ownership tag.</summary>
    None,
}

/// <summary>The importer, put together for one command.</summary>
internal sealed class Workbench : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Workbench(ServiceProvider services, CommandConfiguration configuration)
    {
        _services = services;
        Configuration = configuration;
    }

    public CommandConfiguration Configuration { get; }

    public ImporterSettings Settings => Configuration.Settings;

    /// <summary>Why the key of ownership tags is not known; null when it is.</summary>
    public string? KeyUnknown { get; private init; }

    /// <summary>Why the report store cannot be read; null when it can.</summary>
    public string? StoreUnread { get; private init; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>The plan of a run over everything configured.</summary>
    public Task<RunReport> PlanAsync(CancellationToken cancellationToken) =>
        Get<Reconciler>()
            .RunAsync(
                new ReconcileRequest
                {
                    RunId = RunId.Mint(Get<TimeProvider>()),
                    Reason = RunReason.Manual,
                    Mode = RunMode.Plan,
                },
                cancellationToken
            );

    /// <summary>Puts the importer together. Reads the report store once, to see whether it has the key of ownership tags.</summary>
    public static async Task<Workbench> OpenAsync(
        CommandConfiguration configuration,
        StoreUse use,
        Surroundings here,
        CancellationToken cancellationToken
    )
    {
        var credential =
            here.Credential ?? LoopbackCredential.For(configuration.Settings) ?? ImporterServiceCollectionExtensions.Identity();
        var services = new ServiceCollection().AddLogging().AddSingleton(here.Clock).AddImporter(configuration.Settings, credential);
        services.AddSingleton(provider => new SpecificationSource(
            provider.GetRequiredService<HttpClient>(),
            here.Clock,
            configuration.Folder
        ));
        var inner = configuration.Store is { } place ? DocumentStores.Open(place, credential, here.Clock) : null;
        var (unread, isKeyThere) = await LookAsync(configuration, inner, cancellationToken);
        var unknown =
            use == StoreUse.None || configuration.Settings.OwnershipKey is not null || isKeyThere
                ? null
                : unread ?? $"the report store {configuration.Store} holds none";
        var store = use switch
        {
            StoreUse.Write => inner
                ?? throw new CliFault(
                    "records, snapshots and the key of ownership tags need a place: give the importer's report store by --store <container's address>, or a folder where there is no other"
                ),
            StoreUse.KeyOnly => new OverlayStore(inner, name => name == OwnershipKeys.Document && isKeyThere),
            StoreUse.None => new OverlayStore(null, _ => false),
            StoreUse.ReadIfThere when unread is not null => new OverlayStore(null, _ => false),
            _ => new OverlayStore(inner, name => name != OwnershipKeys.Document || isKeyThere),
        };
        services.AddSingleton(store);
        if (use == StoreUse.Write)
        {
            services.AddSingleton(DocumentStores.OpenLeases(configuration.Store!, credential, here.Clock));
        }

        services.AddSingleton<ApimGateway>();
        services.AddSingleton<IGateway>(provider => new VerifiedGateway(provider.GetRequiredService<ApimGateway>(), unknown));
        services.AddSingleton<ApimArtefacts>();
        services.AddSingleton<ReportRenderer>();
        return new(services.BuildServiceProvider(), configuration) { KeyUnknown = unknown, StoreUnread = unread };
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task<(string? Unread, bool IsKeyThere)> LookAsync(
        CommandConfiguration configuration,
        IDocumentStore? store,
        CancellationToken cancellationToken
    )
    {
        if (store is null)
        {
            return ("no report store was given", false);
        }

        try
        {
            return (null, await store.ReadAsync(OwnershipKeys.Document, cancellationToken) is not null);
        }
        catch (Exception fault) when (fault is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            return ($"the report store {configuration.Store} could not be read ({fault.Message.TrimEnd('.')})", false);
        }
    }
}

/// <summary>A word for a stand-in on this machine. No token of a real identity goes there.</summary>
internal sealed class LoopbackCredential(TimeProvider clock) : TokenCredential
{
    /// <summary>The credential where Resource Manager is on the loopback; null elsewhere.</summary>
    public static TokenCredential? For(ImporterSettings settings) =>
        settings.ArmEndpoint.IsLoopback ? new LoopbackCredential(TimeProvider.System) : null;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new("local", clock.GetUtcNow().AddDays(1));

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
