using System.Runtime.InteropServices;
using LocalAzure;
using LocalAzure.Compare;
using LocalAzure.Demo;

var line = CommandLineArguments.Parse(args);
if (line.Faults.Count > 0 || line.WantsHelp)
{
    foreach (var fault in line.Faults)
    {
        await Console.Error.WriteLineAsync(fault);
    }

    await Console.Error.WriteLineAsync(CommandLineArguments.Usage);
    return line.WantsHelp ? 0 : 2;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var options = line.Options.WithFreePorts();
if (Application.DescribePorts(line.Options, options) is { } elsewhere)
{
    await Console.Out.WriteLineAsync(elsewhere);
}

if (line.Evidence is { } evidence)
{
    return await CompareCommand.RunAsync(evidence, options, Console.Out, stop.Token);
}

return line.IsDemo ? await DemoCommand.RunAsync(options, stop.Token) : await Application.RunAsync(options, Console.Out, stop.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
