using LocalAzure.FunctionsHost;

namespace LocalAzure;

/// <summary>The cloud as a program: started, told about, left running until it is stopped.</summary>
public static class Application
{
    /// <summary>The exit code: 0 when it was stopped in order.</summary>
    public static async Task<int> RunAsync(LocalAzureOptions options, TextWriter output, CancellationToken stop)
    {
        var lines = new Lock();
        options = options with { HostLines = options.HostLines ?? Say };
        try
        {
            await using var cloud = await Cloud.StartAsync(options, stop);
            await output.WriteLineAsync(Describe(cloud));
            return await WaitAsync(cloud, output, stop);
        }
        catch (HostStartException fault)
        {
            await output.WriteLineAsync(fault.Message);
            return 1;
        }
        catch (IOException fault)
        {
            await output.WriteLineAsync($"LocalAzure cannot start: {fault.Message} Choose other ports with --port-base.");
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }

        void Say(string line)
        {
            lock (lines)
            {
                output.WriteLine(line);
            }
        }
    }

    /// <summary>Every address and, with functions, the two keys; without them, what another host needs.</summary>
    public static string Describe(Cloud cloud)
    {
        var options = cloud.Options;
        var text = $"""
            LocalAzure is up.
              ARM              {options.Arm}
              gateway          {options.Gateway}
              models           {options.Foundry}<account>/
              identity         {new Uri(options.Identity, "msi/token")}
              blobs            {options.Blob}
              queues           {options.Queue}
              data             {options.DataDirectory}
            """;
        return cloud.Host is not { } host
            ? $"{text}{Environment.NewLine}{ForAnotherHost(cloud)}"
            : $"""
                {text}
                  functions        {options.FunctionsHost}
                function key: {host.Keys.FunctionKey}
                master key: {host.Keys.MasterKey}
                """;
    }

    /// <summary>Said first where the default ports are taken; null when they are not.</summary>
    public static string? DescribePorts(LocalAzureOptions wanted, LocalAzureOptions used) =>
        wanted.PortBase == used.PortBase
            ? null
            : $"Ports of the block {wanted.PortBase} are taken; LocalAzure uses the block {used.PortBase}. Choose another with --port-base.";

    // As app settings: paste them into the Values of local.settings.json.
    private static string ForAnotherHost(Cloud cloud)
    {
        var settings = string.Join(
            Environment.NewLine,
            LocalSettings.Addresses(cloud).Select(pair => $"    \"{pair.Key}\": \"{pair.Value}\",")
        );
        var events =
            cloud.Options.EventsTo?.GetLeftPart(UriPartial.Path)
            ?? $"{cloud.Options.FunctionsHost}runtime/webhooks/EventGrid (no key; name another webhook, with its key, by --events-to URL)";
        return $"""
              events go to     {events}
            The functions app runs elsewhere (func start, for example); it needs these settings:
            {settings}
            """;
    }

    /// <summary>Until the host gives up or somebody stops it.</summary>
    private static async Task<int> WaitAsync(Cloud cloud, TextWriter output, CancellationToken stop)
    {
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, stop);
        if (cloud.Host is not { } host || await Task.WhenAny(host.ShutDown, stopped) == stopped)
        {
            await stopped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }

        await output.WriteLineAsync((await host.ShutDown).Message);
        return 1;
    }
}
