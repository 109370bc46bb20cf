using Cli;
using Cli.Running;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, signal) =>
{
    signal.Cancel = true;
    stop.Cancel();
};
return await ImporterCli.RunAsync(args, Surroundings.OfThisProcess(), stop.Token);
