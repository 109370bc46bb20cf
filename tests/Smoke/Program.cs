using System.Globalization;
using System.Runtime.InteropServices;
using Smoke;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = SmokeOptions.Parse(args);
if (options.Faults.Count > 0 || options.WantsHelp)
{
    foreach (var fault in options.Faults)
    {
        await Console.Error.WriteLineAsync(fault);
    }

    await Console.Error.WriteLineAsync(SmokeOptions.Usage);
    return options.WantsHelp ? 0 : 2;
}

// The first signal ends the run, which then removes what it made; the second ends the program.
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await new SmokeCommand(options, Console.In, Console.Out, TimeProvider.System).RunAsync(stop.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
