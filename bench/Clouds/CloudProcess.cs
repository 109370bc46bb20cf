using Bench.Running;
using LocalAzure;

namespace Bench.Clouds;

/// <summary>LocalAzure without its functions host, in a process of its own: what is measured beside it is the importer alone.</summary>
internal sealed class CloudProcess : IAsyncDisposable
{
    public const string Verb = "cloud";

    private readonly ChildProcess _child;
    private readonly HttpClient _control;

    private CloudProcess(ChildProcess child, LocalAzureOptions options)
    {
        _child = child;
        Options = options;
        _control = new HttpClient { BaseAddress = options.Arm };
    }

    /// <summary>Its addresses.</summary>
    public LocalAzureOptions Options { get; }

    public static async Task<CloudProcess> StartAsync(CloudOptions chosen, CancellationToken cancellationToken)
    {
        var child = ChildProcess.StartSelf([Verb, .. chosen.Arguments]);
        var line = await child.Output.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("LocalAzure did not start.");
        child.IgnoreOutput();
        return new CloudProcess(
            child,
            new LocalAzureOptions { PortBase = int.Parse(line, System.Globalization.CultureInfo.InvariantCulture) }
        );
    }

    /// <summary>The other side: runs until its parent goes.</summary>
    public static async Task<int> ServeAsync(CloudOptions chosen, CancellationToken stop)
    {
        await using var cloud = await OpenAsync(chosen, null, stop);
        await Population.PlantAsync(cloud, chosen, stop);
        await Console.Out.WriteLineAsync($"{cloud.Options.PortBase}");
        await Console.In.ReadToEndAsync(stop);
        return 0;
    }

    /// <summary>The cloud in this process.</summary>
    public static Task<Cloud> OpenAsync(
        CloudOptions chosen,
        Func<LocalAzureOptions, LocalAzureOptions>? change,
        CancellationToken cancellationToken
    )
    {
        var options = new LocalAzureOptions
        {
            PortBase = FreePorts.Base(),
            NoFunctions = true,
            ArmLatency = TimeSpan.FromMilliseconds(chosen.LatencyMs),
            OperationLength = TimeSpan.FromMilliseconds(chosen.OperationMs),
            Propagation = TimeSpan.FromMilliseconds(chosen.PropagationMs),
        };
        return Cloud.StartAsync(change?.Invoke(options) ?? options, cancellationToken);
    }

    /// <summary>Lets time pass in the cloud, so that Resource Manager's buckets are full again.</summary>
    public async Task RestAsync(CancellationToken cancellationToken)
    {
        using var body = new StringContent("""{"advance":"PT5M"}""");
        using var moved = await _control.PostAsync(new Uri("_local/clock", UriKind.Relative), body, cancellationToken);
        using var emptied = await _control.DeleteAsync(new Uri("_local/journal", UriKind.Relative), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _child.DisposeAsync();
    }
}
