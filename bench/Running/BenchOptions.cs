using System.Globalization;
using Bench.Parts;

namespace Bench.Running;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        dotnet run -c Release --project bench -- [parts] [options]

          parts                plan imports coldstart cli events storm sweep health full-gateway two-instances fleet (default: all of them);
                               each of several runs in a process of its own, so that its memory is its own
          --accounts N,N,…     sizes of the sweep (default 10,100,1000), five deployments each
          --script-accounts N  accounts that the plain script works through (default 100, as many as the sweep that it is compared with; fewer are scaled)
          --events N           deployments whose way from event to answer is measured (default 20)
          --storm N            events of the storm (default 1000)
          --starts N           starts of the worker (default 9)
          --members N          members of the fleet, at least 80, eight in an account (default 400)
          --seconds N          how long the fleet's script goes on (default 120)
          --seed N             what the fleet's script follows (default 20261130)
          --app DIR            the published app (default: publishes it into artifacts/bench/app unless it is there)
          --out DIR            where results.json and results.md go (default artifacts/bench)
          --readme FILE        puts the table between the tags <!-- bench --> and <!-- /bench --> of this file
        """;

    private const string OneOfMany = "--one-of-many";

    public IReadOnlyList<string> Parts { get; init; } = [];

    public IReadOnlyList<int> Accounts { get; init; } = [10, 100, 1000];

    public int ScriptAccounts { get; init; } = 100;

    public int Events { get; init; } = 20;

    public int Storm { get; init; } = 1000;

    public int Starts { get; init; } = 9;

    public int Members { get; init; } = 400;

    public int Seconds { get; init; } = 120;

    public int Seed { get; init; } = 20261130;

    public string? App { get; init; }

    public string Out { get; init; } = Path.Combine(Repository.Root, "artifacts", "bench");

    public string? Readme { get; init; }

    /// <summary>Whether another process of this program asked for one of its parts, and shows the table itself.</summary>
    public bool IsOneOfMany { get; init; }

    /// <summary>The options as they were given, for a process that runs one part.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];

    /// <summary>What is wrong with the command line; null when nothing is.</summary>
    public string? Fault { get; init; }

    public bool Wants(string part) => Parts.Count == 0 || Parts.Contains(part);

    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions { Given = Passed(arguments) };
        for (var at = 0; at < arguments.Count; at++)
        {
            if (arguments[at].StartsWith("--", StringComparison.Ordinal))
            {
                options = options.With(arguments[at], ++at < arguments.Count ? arguments[at] : "");
            }
            else if (PartTable.All.Any(part => part.Name == arguments[at]))
            {
                options = options with { Parts = [.. options.Parts, arguments[at]] };
            }
            else
            {
                options = options with { Fault = $"'{arguments[at]}' is no part." };
            }
        }

        return options;
    }

    private static IReadOnlyList<string> Passed(IReadOnlyList<string> arguments) =>
        [
            .. arguments
                .Index()
                .Where(one => one.Item.StartsWith("--", StringComparison.Ordinal) && one.Item != "--readme")
                .SelectMany(one => new[] { one.Item, one.Index + 1 < arguments.Count ? arguments[one.Index + 1] : "" }),
            OneOfMany,
            "yes",
        ];

    private BenchOptions With(string name, string value) =>
        name switch
        {
            "--accounts" => this with { Accounts = [.. value.Split(',').Select(Number)] },
            "--script-accounts" => this with { ScriptAccounts = Number(value) },
            "--events" => this with { Events = Number(value) },
            "--storm" => this with { Storm = Number(value) },
            "--starts" => this with { Starts = Number(value) },
            "--members" => this with { Members = Number(value), Fault = Number(value) < 80 ? "--members is at least 80." : Fault },
            "--seconds" => this with { Seconds = Number(value) },
            "--seed" => this with { Seed = Number(value) },
            OneOfMany => this with { IsOneOfMany = true },
            "--app" => this with { App = Path.GetFullPath(value) },
            "--out" => this with { Out = Path.GetFullPath(value) },
            "--readme" => this with { Readme = Path.GetFullPath(value) },
            _ => this with { Fault = $"'{name}' is no option." },
        };

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
