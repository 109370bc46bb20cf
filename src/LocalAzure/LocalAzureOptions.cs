using System.Net.NetworkInformation;

namespace LocalAzure;

/// <summary>What the command line says; every address follows from the port base.</summary>
public sealed record LocalAzureOptions
{
    public int PortBase { get; init; } = 7070;

    /// <summary>Whether somebody chose the ports: then no others are taken.</summary>
    public bool IsPortBaseGiven { get; init; }

    /// <summary>Queues, blobs and reports; a fresh folder under the temp path by default.</summary>
    public string DataDirectory { get; init; } = Path.Combine(Path.GetTempPath(), $"local-azure-{Guid.NewGuid():N}");

    /// <summary>The settings of the functions app; <c>local.settings.sample.json</c> of the repository when absent.</summary>
    public string? SettingsFile { get; init; }

    /// <summary>App settings that hold where the environment and the settings file say nothing.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The cloud only, without the functions host.</summary>
    public bool NoFunctions { get; init; }

    /// <summary>How many instances of the functions app run side by side: each with a worker of its own, all on the same queues.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>Delay added to every management call.</summary>
    public TimeSpan ArmLatency { get; init; }

    /// <summary>How long a long-running operation runs.</summary>
    public TimeSpan OperationLength { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a fresh role assignment or deployment takes to work at the model endpoints.</summary>
    public TimeSpan Propagation { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the functions host lets running calls go on when it is told to stop.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where events are delivered instead of this cloud's own functions host: another host's webhook, with its key.</summary>
    public Uri? EventsTo { get; init; }

    /// <summary>The folder that holds host.json and the worker; the build output of src/Functions by default.</summary>
    public string AppDirectory { get; init; } = SiblingOutput("Functions");

    /// <summary>Gets each line of the functions host and the worker, for people to read; nobody by default.</summary>
    public Action<string>? HostLines { get; init; }

    public Uri FunctionsHost => At(1);

    public Uri Arm => At(10);

    public Uri Gateway => At(11);

    public Uri Foundry => At(12);

    public Uri Identity => At(13);

    public Uri Blob => At(14);

    public Uri Queue => At(15);

    /// <summary>The same with the next free block of ports, where the default's are taken and nobody chose them.</summary>
    public LocalAzureOptions WithFreePorts()
    {
        if (IsPortBaseGiven)
        {
            return this;
        }

        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(one => one.Port).ToHashSet();
        var options = this;
        while (options.PortBase <= LastPortBase && options.Ports.Any(taken.Contains))
        {
            options = options with { PortBase = options.PortBase + PortStep };
        }

        return options.PortBase <= LastPortBase ? options : this;
    }

    private const int PortStep = 20;

    private const int LastPortBase = 60_000;

    private IEnumerable<int> Ports => new[] { FunctionsHost, Arm, Gateway, Foundry, Identity, Blob, Queue }.Select(address => address.Port);

    private Uri At(int offset) => new($"http://127.0.0.1:{PortBase + offset}/");

    /// <summary>Build outputs lie at artifacts/bin/{project}/{configuration}.</summary>
    private static string SiblingOutput(string project)
    {
        var own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        return Path.GetFullPath(Path.Combine(own, "..", "..", project, Path.GetFileName(own)));
    }
}
