using System.Globalization;

namespace LocalAzure;

/// <summary>What was asked for on the command line, or what is wrong with it.</summary>
public sealed record CommandLineArguments
{
    /// <summary>Printed beside the faults and for <c>--help</c>.</summary>
    public const string Usage = """
        dotnet run --project src/LocalAzure -- [demo | compare FILE] [options]

          demo              the main job from end to end, then stop
          compare FILE      the recorded calls of a run (tests/Smoke writes them), made again here; each line is a fault of LocalAzure
                            (exit code 0: none, 1: some, 2: the file cannot be read)
          --port-base N     first of the ports: host +1, ARM +10, gateway +11, models +12, identity +13, blobs +14, queues +15
                            (default 7070; where its ports are taken, the next free block)
          --data DIR        queues, blobs and reports (default: a fresh folder under the temp path)
          --settings FILE   settings of the functions app (default: local.settings.sample.json)
          --app DIR         folder of the functions app, for example a published one (default: the build output of src/Functions)
          --no-functions    the cloud only; prints what another functions host on this machine needs
          --events-to URL   where events are delivered then: the other host's Event Grid webhook, with functionName and key (code=)
          --instances N     instances of the functions app, each with a worker of its own (default 1)
          --latency MS      delay added to each ARM call (default 0)
          --lro MS          length of long-running operations (default 300)
        """;

    private const int HighestOffset = 15;

    public LocalAzureOptions Options { get; init; } = new();

    public bool IsDemo { get; init; }

    /// <summary>The file of recorded calls to compare with; null for another command.</summary>
    public string? Evidence { get; init; }

    public bool WantsHelp { get; init; }

    /// <summary>One sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    public static CommandLineArguments Parse(IReadOnlyList<string> arguments)
    {
        var line = new CommandLineArguments();
        for (var at = 0; at < arguments.Count; at++)
        {
            var name = arguments[at];
            line = name switch
            {
                "demo" => line with { IsDemo = true },
                "--help" or "-h" => line with { WantsHelp = true },
                "--no-functions" => line with { Options = line.Options with { NoFunctions = true } },
                "compare"
                or "--port-base"
                or "--data"
                or "--settings"
                or "--app"
                or "--events-to"
                or "--instances"
                or "--latency"
                or "--lro" => line.Take(name, ++at < arguments.Count ? arguments[at] : null),
                _ => line.Fault($"'{name}' is not an option."),
            };
        }

        return line;
    }

    private CommandLineArguments Take(string name, string? value) =>
        (name, value) switch
        {
            (_, null or "") => Fault($"{name} needs a value."),
            ("compare", _) => this with { Evidence = Path.GetFullPath(value) },
            ("--data", _) => With(Options with { DataDirectory = Path.GetFullPath(value) }),
            ("--settings", _) => File.Exists(value)
                ? With(Options with { SettingsFile = Path.GetFullPath(value) })
                : Fault($"--settings: there is no file '{value}'."),
            ("--app", _) => File.Exists(Path.Combine(value, "host.json"))
                ? With(Options with { AppDirectory = Path.GetFullPath(value) })
                : Fault($"--app: there is no host.json in '{value}'."),
            ("--port-base", _) => Number(
                name,
                value,
                1024,
                65_535 - HighestOffset,
                number => Options with { PortBase = number, IsPortBaseGiven = true }
            ),
            ("--events-to", _) => Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? With(Options with { EventsTo = address })
                : Fault(
                    $"--events-to: '{value}' is not an http address, such as http://localhost:7071/runtime/webhooks/EventGrid?functionName=DeploymentChanged&code=KEY."
                ),
            ("--instances", _) => Number(name, value, 1, 8, number => Options with { Instances = number }),
            ("--latency", _) => Number(name, value, 0, 60_000, number => Options with { ArmLatency = TimeSpan.FromMilliseconds(number) }),
            _ => Number(name, value, 0, 3_600_000, number => Options with { OperationLength = TimeSpan.FromMilliseconds(number) }),
        };

    private CommandLineArguments Number(string name, string value, int lowest, int highest, Func<int, LocalAzureOptions> with) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest
            ? With(with(number))
            : Fault($"{name}: '{value}' is not a whole number from {lowest} to {highest}.");

    private CommandLineArguments With(LocalAzureOptions options) => this with { Options = options };

    private CommandLineArguments Fault(string sentence) => this with { Faults = [.. Faults, sentence] };
}
