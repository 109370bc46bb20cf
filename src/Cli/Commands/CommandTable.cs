using Spectre.Console.Cli;

namespace Cli.Commands;

/// <summary>A command: its name, what it does and what right it needs, and how it is called.</summary>
internal sealed record CommandEntry
{
    public required string Name { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Does { get; init; }

    /// <summary>The rights that it needs.</summary>
    public required string Rights { get; init; }

    /// <summary>What its exit codes mean, where there is more to them than done or not; null elsewhere.</summary>
    public string? ExitCodes { get; init; }

    /// <summary>Calls that people will want to copy.</summary>
    public IReadOnlyList<string[]> Examples { get; init; } = [];

    /// <summary>The type that holds its options.</summary>
    public required Type Options { get; init; }

    /// <summary>The values that its arguments take, where they are few.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Adds it to the program.</summary>
    public required Action<IConfigurator, CommandEntry> Add { get; init; }

    public void AddTo(IConfigurator configuration) => Add(configuration, this);
}

/// <summary>All commands, in the order in which a person meets them.</summary>
internal static class CommandTable
{
    private const string Service = "<id>";
    private const string Group = "<id>";

    public static IReadOnlyList<CommandEntry> All { get; } =
    [
        Entry<PlanCommand, PlanOptions>(
            "plan",
            (
                "Shows what a run would do, and writes nothing",
                "Reader on the service and on the scopes",
                "0 nothing to do, 2 something would change or stands in the way, 1 it could not be known"
            ),
            ["plan", "--service", Service, "--scope", Group],
            ["plan", "--format", "md"]
        ),
        Entry<CheckCommand, CheckOptions>(
            "check",
            ("Checks settings and tells all faults at once; asks nobody", "none", "0 good, 1 faults"),
            ["check", "importer.json"],
            ["check", "--schema"]
        ),
        Entry<InitCommand, InitOptions>(
            "init",
            (
                "Looks at what is there and writes a first importer.json, with comments that say why",
                "Reader on the service and on the scope",
                null
            ),
            ["init", "--service", Service, "--scope", Group]
        ),
        Entry<TestCommand, TestOptions>(
            "test",
            (
                "Makes one test call per deployment through the gateway, and tells causes and fixes. Changes nothing; the calls use tokens",
                "Reader, and listSecrets on the subscription of Health.Subscription",
                "0 all answer, 2 some do not, 1 it could not be tested"
            ),
            ["test"]
        ),
        Entry<ReportCommand, ReportOptions>(
            "report",
            (
                "Writes the report of what is there now: what requires action, health, drift, runs",
                "Reader; and Storage Blob Data Reader on the report store for its history",
                null
            ),
            ["report", "--open"]
        ),
        Entry<ExplainCommand, ExplainOptions>(
            "explain",
            (
                "Tells why a deployment, an API or an alias is as it is: settings with their origins, compatibility, last proof, last runs, what comes next",
                "Reader; Storage Blob Data Reader on the report store for proof and runs",
                null
            ),
            ["explain", "contoso/gpt-4o"]
        ),
        Entry<ApplyCommand, ApplyOptions>(
            "apply",
            ("Shows the plan, asks, and carries it out", "those of the importer's identity (docs/security.md)", "0 done, 1 not all of it"),
            ["apply"],
            ["apply", "--scope", Group, "--yes"]
        ),
        Entry<AdoptCommand, AdoptOptions>(
            "adopt",
            ("Takes over an API that people made: shows the plan, asks, and manages it where it stands", "as apply", null),
            ["adopt", "contoso-openai"]
        ),
        Entry<DetachCommand, ManualActionOptions>(
            "detach",
            ("Lets an API go: it stays as it is and is managed no more", "as apply", null),
            ["detach", "contoso-openai"]
        ),
        Entry<RestoreCommand, RestoreOptions>(
            "restore",
            ("Puts back what a run has withdrawn, from its snapshots", "as apply", null),
            ["restore", "20260101t000000000z-0123abcd"]
        ),
        Entry<ExportCommand, ExportOptions>(
            "export",
            (
                "Writes what the gateway should hold as Bicep, or as artefacts of apiops, for those who want Git to be the truth",
                "Reader; the key of ownership tags (--store or Importer__Ownership__Key)",
                null
            ),
            ["export", "--format", "bicep", "--output", "infra/gateway"]
        ),
        Entry<CompletionCommand, CompletionOptions>(
            "completion",
            ("Prints a script that completes commands and options in a shell", "none", null),
            ["completion", "bash"]
        ) with
        {
            Choices = CompletionCommand.Shells,
        },
    ];

    private static CommandEntry Entry<TCommand, TOptions>(
        string name,
        (string Does, string Rights, string? ExitCodes) help,
        params string[][] examples
    )
        where TCommand : class, ICommand<TOptions>
        where TOptions : CommandSettings =>
        new()
        {
            Name = name,
            Does = help.Does,
            Rights = help.Rights,
            ExitCodes = help.ExitCodes,
            Examples = examples,
            Options = typeof(TOptions),
            Add = static (configuration, entry) =>
            {
                var added = configuration.AddCommand<TCommand>(entry.Name).WithDescription(entry.Does);
                foreach (var example in entry.Examples)
                {
                    added.WithExample(example);
                }
            },
        };
}
