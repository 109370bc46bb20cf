using System.Globalization;
using Bench.Parts;

namespace Bench.Running;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        dotnet run -c Release --project bench -- [parts] [options]

          parts                plan imports sweep events storm coldstart cli health full-gateway two-instances (default: all of them)
          --accounts N,N,…     sizes of the sweep (default 10,100,1000), five deployments each
          --script-accounts N  accounts that the plain script works through (default 100, as many as the sweep that it is compared with; fewer are scaled)
          --events N           deployments whose way from event to answer is measured (default 20)
          --storm N            events of the storm (default 1000)
          --starts N           starts of the handler (default 9)
          --app DIR            the published app (default: publishes it into artifacts/bench/app unless it is there)
          --out DIR            where results.json and results.md go (default artifacts/bench)
          --readme FILE        puts the table between the tags <!-- bench --> and <!-- /bench --> of this file
        """;

    public IReadOnlyList<string> Parts { get; init; } = [];

    public IReadOnlyList<int> Accounts { get; init; } = [10, 100, 1000];

    public int ScriptAccounts { get; init; } = 100;

    public int Events { get; init; } = 20;

    public int Storm { get; init; } = 1000;

    public int Starts { get; init; } = 9;

    public string? App { get; init; }

    public string Out { get; init; } = Path.Combine(Repository.Root, "artifacts", "bench");

    public string? Readme { get; init; }

    /// <summary>What is wrong with the command line; null when nothing is.</summary>
    public string? Fault { get; init; }

    public bool Wants(string part) => Parts.Count == 0 || Parts.Contains(part);

    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions();
        for (var at = 0; at < arguments.Count; at++)
        {
            options =
                arguments[at].StartsWith("--", StringComparison.Ordinal)
                    ? options.With(arguments[at], ++at < arguments.Count ? arguments[at] : "")
                : PartTable.All.Any(part => part.Name == arguments[at]) ? options with { Parts = [.. options.Parts, arguments[at]] }
                : options with { Fault = $"'{arguments[at]}' is no part." };
        }

        return options;
    }

    private BenchOptions With(string name, string value) =>
        name switch
        {
            "--accounts" => this with { Accounts = [.. value.Split(',').Select(Number)] },
            "--script-accounts" => this with { ScriptAccounts = Number(value) },
            "--events" => this with { Events = Number(value) },
            "--storm" => this with { Storm = Number(value) },
            "--starts" => this with { Starts = Number(value) },
            "--app" => this with { App = Path.GetFullPath(value) },
            "--out" => this with { Out = Path.GetFullPath(value) },
            "--readme" => this with { Readme = Path.GetFullPath(value) },
            _ => this with { Fault = $"'{name}' is no option." },
        };

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
