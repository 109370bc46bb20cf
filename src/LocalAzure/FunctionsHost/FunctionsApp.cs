using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.FunctionsHost;

/// <summary>A functions app as the host sees it: host.json, the worker's description, and the functions that the worker lists.</summary>
internal sealed record FunctionsApp
{
    /// <summary>The folder that holds host.json; the worker runs there.</summary>
    public required string Folder { get; init; }

    public required HostSettings Host { get; init; }

    public required WorkerDescription Worker { get; init; }

    /// <summary>Empty until the worker has listed them.</summary>
    public IReadOnlyList<FunctionDefinition> Functions { get; init; } = [];

    public IEnumerable<FunctionDefinition> TriggeredBy(string type) =>
        Functions.Where(function => function.Runs && function.Trigger.Is(type));

    /// <summary>Reads the folder.</summary>
    /// <exception cref="HostStartException">Anything in it is wrong or not simulated; lists all of it.</exception>
    public static FunctionsApp Load(string folder, AppSettings settings)
    {
        var faults = new List<string>();
        var host = new HostJsonReader(folder, settings, faults).Read();
        var worker = WorkerDescription.Read(folder, faults);
        return host is not null && worker is not null && faults.Count == 0
            ? new FunctionsApp
            {
                Folder = folder,
                Host = host,
                Worker = worker,
            }
            : throw new HostStartException(faults);
    }

    /// <summary>The same app with its functions.</summary>
    /// <exception cref="HostStartException">There is none, or one uses what is not simulated.</exception>
    public FunctionsApp With(WorkerChannel channel, AppSettings settings)
    {
        var refusals = new List<string>();
        var functions = new FunctionIndex(Folder, settings, refusals).Read(channel.Functions.Values);
        if (functions.Count == 0)
        {
            refusals.Add($"{Folder}: the worker lists no function.");
        }

        if (channel.HttpUri is null && functions.Any(function => function.Trigger.Is(HostBindings.HttpTrigger)))
        {
            refusals.Add(
                $"{Folder}: HTTP functions without ASP.NET Core integration are not simulated; call ConfigureFunctionsWebApplication."
            );
        }

        return refusals.Count == 0 ? this with { Functions = functions } : throw new HostStartException(refusals);
    }
}
