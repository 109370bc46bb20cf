using System.Collections.Concurrent;
using System.Diagnostics;
using LocalAzure.Demo.Steps;
using LocalAzure.FunctionsHost;
using Microsoft.AspNetCore.Connections;
using Spectre.Console;

namespace LocalAzure.Demo;

/// <summary>
/// The whole job as a story: a cloud, the real worker, models that become APIs, an edit found and repaired, an API that
/// goes, accounts that share a name, a report. It uses the public ports only, verifies every step and ends with 0 only if all were as they should be.
/// </summary>
public static class DemoCommand
{
    private const string Title = "Foundry → API Management: the whole way, on this machine";

    private static readonly IDemoStep[] Steps =
    [
        new OpenAiModels(),
        new PartnerModel(),
        new NothingLeftToDo(),
        new Tampering(),
        new ShutdownNotice(),
        new OneAddress(),
        new RunsOnRecord(),
        new HealthReport(),
    ];

    /// <summary>Runs it on the console.</summary>
    public static Task<int> RunAsync(LocalAzureOptions options, CancellationToken cancellationToken) =>
        RunAsync(
            options,
            Console.IsOutputRedirected ? new PlainNarrator(Console.Out) : new TerminalNarrator(AnsiConsole.Console),
            cancellationToken
        );

    internal static async Task<int> RunAsync(LocalAzureOptions options, INarrator narrator, CancellationToken cancellationToken)
    {
        var lines = new ConcurrentQueue<string>();
        var started = Stopwatch.GetTimestamp();
        narrator.Title(Title, "A stand-in for Azure, the real importer, and every step verified through the public interfaces.");
        try
        {
            narrator.Heading(1, "A cloud, and the importer in it");
            await using var cloud = await narrator.WhileAsync(
                "starting …",
                () => Cloud.StartAsync(options with { HostLines = lines.Enqueue, Settings = OneAddress.Settings }, cancellationToken)
            );
            narrator.Verified($"ARM {options.Arm}, gateway {options.Gateway}, models {options.Foundry}, functions {options.FunctionsHost}");
            narrator.Verified($"The worker is up; everything was up after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s.");
            if (await TellAsync(options, narrator, cancellationToken))
            {
                narrator.Say($"All of it took {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s.");
                return 0;
            }

            ShowLast(narrator, lines);
            return 1;
        }
        catch (HostStartException problem)
        {
            narrator.Failed("the functions host starts", problem.Message);
            return 1;
        }
        catch (IOException problem) when (problem.InnerException is AddressInUseException)
        {
            narrator.Failed("the cloud starts", $"{problem.Message} Choose other ports with --port-base.");
            return 1;
        }
    }

    private static async Task<bool> TellAsync(LocalAzureOptions options, INarrator narrator, CancellationToken cancellationToken)
    {
        using var armClient = new HttpClient { BaseAddress = options.Arm };
        using var gatewayClient = new HttpClient { BaseAddress = options.Gateway };
        using var hostClient = new HttpClient { BaseAddress = options.FunctionsHost, Timeout = TimeSpan.FromMinutes(3) };
        var arm = new ArmClient(armClient);
        var control = new ControlClient(armClient);
        var keys = await control.ReadyAsync(cancellationToken);
        var scene = new Scene(
            narrator,
            arm,
            control,
            new GatewayClient(gatewayClient, await arm.SubscriptionKeyAsync(cancellationToken)),
            new HostClient(hostClient, (string)keys["functionKey"]!, (string)keys["masterKey"]!)
        )
        {
            ReportFile = Path.Combine(options.DataDirectory, "health-report.html"),
            RunsFile = Path.Combine(options.DataDirectory, "runs.json"),
        };
        var functions = await scene.Host.FunctionsAsync(cancellationToken);
        var told = Steps.Where(step => !step.Needs.Except(functions).Any()).ToList();
        if (!await TellAllAsync(told, narrator, step => step.TellAsync(scene, cancellationToken)))
        {
            return false;
        }

        foreach (var step in Steps.Except(told))
        {
            narrator.Say(
                $"Left out: \"{step.Title}\", because this app has no function {string.Join(", ", step.Needs.Except(functions))}."
            );
        }

        narrator.Table([
            ["deployment", "event → answer", "reads", "writes", "tokens"],
            .. scene.Ledger,
        ]);
        narrator.Verified(told.Count == Steps.Length ? "Every step was as it should be." : "Every step told here was as it should be.");
        return true;
    }

    /// <summary>Tells one step after the other, up to the first that is not so.</summary>
    internal static async Task<bool> TellAllAsync(IReadOnlyList<IDemoStep> steps, INarrator narrator, Func<IDemoStep, Task> tell)
    {
        foreach (var (index, step) in steps.Index())
        {
            narrator.Heading(index + 2, step.Title);
            if (await FaultAsync(step, tell) is { } fault)
            {
                narrator.Failed(fault.Expected, fault.Seen);
                NotTried(narrator, steps.Skip(index + 1));
                return false;
            }
        }

        return true;
    }

    private static async Task<DemoFailedException?> FaultAsync(IDemoStep step, Func<IDemoStep, Task> tell)
    {
        try
        {
            await tell(step);
            return null;
        }
        catch (DemoFailedException problem)
        {
            return problem;
        }
        catch (HttpRequestException problem)
        {
            return new DemoFailedException("every call gets an answer", problem.Message);
        }
    }

    private static void NotTried(INarrator narrator, IEnumerable<IDemoStep> rest)
    {
        foreach (var step in rest)
        {
            narrator.Say($"Not tried: {step.Title}");
        }
    }

    private static void ShowLast(INarrator narrator, ConcurrentQueue<string> lines)
    {
        narrator.Say("The last lines of the functions host and the importer:");
        foreach (var line in lines.TakeLast(25))
        {
            narrator.Say($"  {line}");
        }
    }
}
