using System.ComponentModel;
using System.Text.Json;
using Cli.Output;
using Cli.Running;
using Cli.Settings;
using Importer.Health;
using Importer.HealthChecks;
using Importer.Reports;
using Spectre.Console.Cli;

namespace Cli.Commands;

/// <summary>What <c>test</c> takes.</summary>
internal sealed class TestOptions : AzureOptions
{
    [CommandOption("--json")]
    [Description("The round as JSON, for programs")]
    public bool Json { get; init; }
}

/// <summary>One test call per deployment, whatever was called when; the app's own budget and history stay as they are.</summary>
internal sealed class TestCommand(Surroundings here) : ImporterCommand<TestOptions>(here)
{
    protected override async Task<int> RunAsync(TestOptions options, Screen screen, CancellationToken cancellationToken)
    {
        await using var bench = await OpenAsync(options, null, StoreUse.KeyOnly, screen, cancellationToken);
        HealthSnapshot round;
        using (new Progress(screen))
        {
            round = await bench.Get<HealthCheckRun>().RunByHandAsync(cancellationToken);
        }

        if (options.Json)
        {
            screen.Verbatim(JsonSerializer.Serialize(round, ReportJson.Readable.HealthSnapshot));
        }
        else
        {
            HealthText.Write(screen, round, bench.Settings.ServiceId.Name);
        }

        return ExitOf(round);
    }

    /// <summary>0: all answer; 2: some do not; 1: it could not be tested, or there was nothing to test.</summary>
    private static int ExitOf(HealthSnapshot round)
    {
        if (
            round.Error is not null
            || round.SetAside.Any(aside => aside.Kind == SetAsideKind.Unread)
            || round.Checks.Any(check => check.Code is CauseCode.NoSubscription or CauseCode.DesignUnread or CauseCode.BudgetSpent)
        )
        {
            return ExitCode.Unknown;
        }

        if (round.Checks.Any(check => check.Status is ProbeStatus.Unhealthy or ProbeStatus.Pending))
        {
            return ExitCode.Differs;
        }

        return ExitCode.Done;
    }
}
