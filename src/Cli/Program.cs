using Cli;
using Cli.Running;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, signal) =>
{
    // Who asks twice does not want to wait for an orderly end.
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};
return await ImporterCli.RunAsync(args, Surroundings.OfThisProcess(), stop.Token);
