using LocalAzure.Arm;
using LocalAzure.Blob;
using LocalAzure.Control;
using LocalAzure.EventGrid;
using LocalAzure.Foundry;
using LocalAzure.FunctionsHost;
using LocalAzure.Gateway;
using LocalAzure.Gateway.Llm;
using LocalAzure.Identity;
using LocalAzure.Queue;
using LocalAzure.State;

namespace LocalAzure;

/// <summary>The whole stand-in: state, surfaces and what they share. One per process or test.</summary>
public sealed class Cloud : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];

    private Cloud(LocalAzureOptions options)
    {
        Options = options;
        Store = new ResourceStore(Clock);
        Queues = new QueueStore(Path.Combine(options.DataDirectory, "queues"), Clock);
        Gateway = new GatewayState(Clock, () => GatewaySettings);
        DeploymentFaults = new DeploymentFaults(Clock);
        Foundry = new FoundryState(this);
    }

    public LocalAzureOptions Options { get; }

    public LocalClock Clock { get; } = new();

    public ResourceStore Store { get; }

    public Journal Journal { get; } = new();

    public FaultTable Faults { get; } = new();

    public TokenIssuer Tokens { get; } = new(TimeProvider.System);

    /// <summary>How the gateway behaves where no published page says how API Management does.</summary>
    public GatewaySettings GatewaySettings { get; set; } = new();

    /// <summary>The deployments that fail now.</summary>
    public DeploymentFaults DeploymentFaults { get; }

    /// <summary>What Event Grid listens to.</summary>
    public ArmOperations Operations { get; } = new();

    /// <summary>What API Management reads from key vaults.</summary>
    public KeyVaultSecrets Secrets { get; } = new();

    /// <summary>Who is in which group.</summary>
    public DirectoryGroups Groups { get; } = new();

    /// <summary>When models are retired.</summary>
    public ModelRetirements Retirements { get; } = new();

    /// <summary>True once every part has started.</summary>
    public bool IsUp { get; private set; }

    /// <summary>The system topic and its one event subscription.</summary>
    public EventGridService? EventGrid { get; internal set; }

    /// <summary>The functions host stand-in, once it is up; null when the options leave it out.</summary>
    public FunctionsHostService? Host { get; internal set; }

    /// <summary>The storage queues: the queue endpoint's and the functions host's alike.</summary>
    internal QueueStore Queues { get; }

    /// <summary>What the gateway remembers between requests.</summary>
    internal GatewayState Gateway { get; }

    /// <summary>What the model endpoints remember between requests.</summary>
    internal FoundryState Foundry { get; }

    /// <summary>Starts every surface; the functions host last, unless the options leave it out.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<Cloud> StartAsync(LocalAzureOptions options, CancellationToken cancellationToken)
    {
        var cloud = new Cloud(options);
        try
        {
            Directory.CreateDirectory(options.DataDirectory);
            await cloud.StartSurfacesAsync(cancellationToken);
            return cloud;
        }
        catch
        {
            await cloud.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts))
        {
            await part.DisposeAsync();
        }

        _parts.Clear();
    }

    private async Task StartSurfacesAsync(CancellationToken cancellationToken)
    {
        var plane = new ArmPlane(this);
        _parts.Add(plane);
        Seed.Plant(this);
        _parts.Add(await SurfaceServer.StartAsync("arm", Options.Arm, this, app => MapArm(app, plane), cancellationToken));
        _parts.Add(await IdentitySurface.StartAsync(this, cancellationToken));
        _parts.Add(await BlobSurface.StartAsync(this, cancellationToken));
        _parts.Add(await QueueSurface.StartAsync(this, cancellationToken));
        _parts.Add(await FoundrySurface.StartAsync(this, cancellationToken));
        _parts.Add(await GatewaySurface.StartAsync(this, cancellationToken));
        _parts.Add(await EventGridService.StartAsync(this, cancellationToken));
        if (!Options.NoFunctions)
        {
            _parts.Add(await FunctionsHostService.StartAsync(this, cancellationToken));
        }

        IsUp = true;
    }

    private void MapArm(WebApplication app, ArmPlane plane)
    {
        ControlRoutes.Map(app, this);
        StateRoutes.Map(app, plane);
        EventGridControl.Map(app, this);
        HostControl.Map(app, this);
        GatewayControl.Map(app, this);
        FoundryControl.Map(app, this);
        MetricRoutes.Map(app, this);
        ArmSurface.Map(app, plane);
    }
}
