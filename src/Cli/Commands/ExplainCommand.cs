using System.ComponentModel;
using Cli.Output;
using Cli.Running;
using Cli.Settings;
using Importer.Gateway;
using Importer.Health;
using Importer.Lifecycle;
using Importer.Reports;
using Importer.Runs;
using Importer.Storage;
using Spectre.Console.Cli;

namespace Cli.Commands;

/// <summary>What <c>explain</c> takes.</summary>
internal sealed class ExplainOptions : AzureOptions
{
    [CommandArgument(0, "<NAME>")]
    [Description("A deployment (its id, account/name, or its name), an API's id or an alias of a fleet")]
    public required string Subject { get; init; }
}

/// <summary>Tells why a deployment, an API or an alias is as it is, and what comes next.</summary>
internal sealed class ExplainCommand(Surroundings here) : ImporterCommand<ExplainOptions>(here)
{
    private const int Runs = 5;
    private const int RunsLookedAt = 50;

    protected override async Task<int> RunAsync(ExplainOptions options, Screen screen, CancellationToken cancellationToken)
    {
        await using var bench = await OpenAsync(options, null, StoreUse.ReadIfThere, screen, cancellationToken);
        RunReport plan;
        using (new Progress(screen))
        {
            plan = await bench.PlanAsync(cancellationToken);
        }

        if (plan.Outcome == RunOutcome.Failed)
        {
            throw new CliFault(plan.Error ?? "the plan could not be made");
        }

        var subject = Explained.Of(options.Subject, plan);
        if (subject.IsNothing)
        {
            throw new CliFault(
                $"'{options.Subject}' is no deployment in Discovery.Scopes, no API that a run would make, change or leave, and no alias of a fleet: give a deployment's id, account/name or name, an API's id, or an alias; 'foundry-importer plan' lists them"
            );
        }

        Write(subject, screen);
        await WritePastAsync(subject, bench, screen, cancellationToken);
        WriteNext(subject, screen);
        return subject.IsUnread ? ExitCode.Unknown : ExitCode.Done;
    }

    private static void Write(Explained subject, Screen screen)
    {
        foreach (var decision in subject.Decisions)
        {
            screen.Line(
                (DisplayText.ShortOf(decision.Deployment), Ink.Strong),
                ($" is called through API {decision.Api} as {decision.Compatibility}", Ink.Plain)
            );
            screen.Indented(2, 2, (Wording.Of(decision.Reason), Ink.Plain));
            foreach (var (field, origin) in decision.Settings ?? new Dictionary<string, string>())
            {
                screen.Indented(2, 6, ($"{(field == "*" ? "everything else" : field)}: ", Ink.Faint), (origin, Ink.Plain));
            }
        }

        foreach (
            var ahead in subject
                .Decisions.Select(decision => decision.Ahead)
                .OfType<Retirement>()
                .DistinctBy(one => one.Deployment, StringComparer.OrdinalIgnoreCase)
        )
        {
            screen.Line(
                ("What is ahead", Ink.Strong),
                ($": {Wording.Of(ahead.Sentence)}{(ahead.Fix is { } fix ? $". To do: {Wording.Of(fix)}" : "")}", Ink.Plain)
            );
        }

        foreach (var (alias, member) in subject.Memberships)
        {
            screen.Line(
                (DisplayText.ShortOf(member.Deployment), Ink.Strong),
                (
                    $" answers for alias {alias.Alias} of fleet {alias.Fleet}, at priority {member.Priority} with weight {member.Weight} (tier {member.Tier}{RunAliases.Words(member.ByGateway)})",
                    Ink.Plain
                )
            );
        }

        foreach (var alias in subject.Aliases)
        {
            screen.Line(
                ($"Alias {alias.Alias}", Ink.Strong),
                ($" of fleet {alias.Fleet}{(alias.Members.Count == 0 ? ": nobody can be called" : "")}", Ink.Plain)
            );
            foreach (var loss in RunAliases.Losses(alias.Members))
            {
                screen.Indented(2, 6, (loss.Sentence, Ink.Plain));
            }
        }

        foreach (var aside in subject.SetAside)
        {
            screen.Line((DisplayText.ShortOf(aside.Deployment), Ink.Strong), ($": {Wording.Of(aside.Reason)}", Ink.Plain));
        }
    }

    private static async Task WritePastAsync(Explained subject, Workbench bench, Screen screen, CancellationToken cancellationToken)
    {
        screen.Line();
        if (bench.StoreUnread is { } why)
        {
            screen.Line(("Last proof and runs: ", Ink.Strong), ($"not known, because {why}", Ink.Plain));
            return;
        }

        var store = bench.Get<IDocumentStore>();
        var health = await new HealthRecords(store).ReadAsync(cancellationToken);
        var checks = (health?.Checks ?? []).Where(check => subject.Has(check.Deployment) || subject.Has(check.Api)).ToList();
        var runs = (await bench.Get<RunRecords>().ListAsync(RunsLookedAt, cancellationToken)).Where(subject.IsIn).Take(Runs).ToList();
        var probed = checks.Count > 0 ? null : runs.FirstOrDefault(run => run.Probes.Any(probe => subject.Has(probe.Api)));
        screen.Line(("Last proof", Ink.Strong), (checks.Count == 0 && probed is null ? ": none on record" : "", Ink.Plain));
        foreach (var probe in probed?.Probes.Where(probe => subject.Has(probe.Api)) ?? [])
        {
            screen.Indented(
                2,
                6,
                ($"{DisplayText.Of(probe.Status)} ", probe.Status == ProbeStatus.Healthy ? Ink.Green : Ink.Red),
                ($"{DisplayText.ShortOf(probe.Deployment)} through {probe.Api} at {probed!.FinishedAt:u}, after it was written", Ink.Plain)
            );
        }

        foreach (var check in checks)
        {
            HealthText.Write(screen, check);
            screen.Indented(6, 6, ($"since {check.Since:u}{(check.CalledAt is { } at ? $", last called {at:u}" : "")}", Ink.Faint));
        }

        screen.Line(("Last runs", Ink.Strong), (runs.Count == 0 ? ": none on record" : "", Ink.Plain));
        foreach (var run in runs)
        {
            var own = run
                .Steps.Where(step => subject.Has(step.Name))
                .Select(step => $"{step.Change} {DisplayText.Of(step.Kind)} {step.Outcome}".ToLowerInvariant())
                .ToList();
            screen.Indented(
                2,
                6,
                ($"{run.StartedAt:u} ", Ink.Faint),
                (
                    $"{run.Id} {run.Outcome?.ToString().ToLowerInvariant() ?? "under way"}: {(own.Count == 0 ? "nothing changed here" : string.Join(", ", own))}",
                    Ink.Plain
                )
            );
        }
    }

    private static void WriteNext(Explained subject, Screen screen)
    {
        screen.Line();
        var none = subject.IsUnread ? ": not known, because it could not be read" : ": nothing";
        screen.Line(("What a run would do next", Ink.Strong), (subject.Steps.Count == 0 ? none : "", Ink.Plain));
        foreach (var step in subject.Steps)
        {
            screen.Indented(
                2,
                6,
                ($"{step.Change.ToString().ToLowerInvariant()} {DisplayText.Of(step.Kind)} {DisplayText.ShortOf(step.Name)}", Ink.Plain)
            );
        }
    }
}

/// <summary>What a plan says about one thing.</summary>
internal sealed record Explained(IReadOnlyList<RunDecision> Decisions, IReadOnlyList<RunSetAside> SetAside, IReadOnlyList<RunStep> Steps)
{
    private readonly HashSet<string> _names = Names(Decisions, SetAside);

    /// <summary>The aliases that it answers for, or the members of the alias that it is.</summary>
    public IReadOnlyList<(RunAlias Alias, RunMember Member)> Memberships { get; init; } = [];

    /// <summary>The aliases that it is, in whichever fleet.</summary>
    public IReadOnlyList<RunAlias> Aliases { get; init; } = [];

    public bool IsNothing =>
        Decisions.Count == 0 && SetAside.Count == 0 && Steps.Count == 0 && Memberships.Count == 0 && Aliases.Count == 0;

    /// <summary>True when something of it could not be read, so that what comes next is not known.</summary>
    public bool IsUnread => SetAside.Any(aside => aside.Kind == SetAsideKind.Unread);

    /// <summary>Everything about what <paramref name="name"/> names: a deployment and its APIs, or an API and its deployments.</summary>
    public static Explained Of(string name, RunReport plan)
    {
        var decisions = plan.Decisions.Where(decision => Is(decision.Deployment, name) || Same(decision.Api, name)).ToList();
        var asides = plan.SetAside.Where(aside => Is(aside.Deployment, name)).ToList();
        var apis = decisions.Select(decision => decision.Api).Append(name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var all = plan.Decisions.Select(decision => decision.Api).Append(name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new(decisions, asides, [.. plan.Steps.Where(step => apis.Any(api => IsOf(step, api, all)))])
        {
            Aliases = [.. (plan.Aliases ?? []).Where(alias => Same(alias.Alias, name))],
            Memberships =
            [
                .. (plan.Aliases ?? []).SelectMany(alias =>
                    alias.Members.Where(member => Same(alias.Alias, name) || Is(member.Deployment, name)).Select(member => (alias, member))
                ),
            ],
        };
    }

    /// <summary>True for an id that is part of it.</summary>
    public bool Has(string id) => _names.Contains(id) || _names.Any(name => id.EndsWith($"/{name}", StringComparison.OrdinalIgnoreCase));

    /// <summary>True for a run that looked at it or changed it.</summary>
    public bool IsIn(RunReport run) =>
        run.Decisions.Any(decision => Has(decision.Deployment))
        || run.Steps.Any(step => Has(step.Name))
        || run.SetAside.Any(aside => Has(aside.Deployment));

    private static HashSet<string> Names(IReadOnlyList<RunDecision> decisions, IReadOnlyList<RunSetAside> asides) =>
        [
            .. decisions
                .SelectMany(decision => new[] { decision.Deployment, decision.Api })
                .Concat(asides.Select(aside => aside.Deployment))
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];

    private static bool Is(string id, string name) =>
        Same(id, name) || Same(DisplayText.ShortOf(id), name) || id.EndsWith($"/{name}", StringComparison.OrdinalIgnoreCase);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    // A backend or key is called after its API: after the longest id that its name begins with.
    private static bool IsOf(RunStep step, string api, IReadOnlyCollection<string> all) =>
        Same(step.Name, api)
        || (
            step.Kind is ResourceKind.Backend or ResourceKind.NamedValue
            && Same(
                all.Where(one => step.Name.StartsWith($"{one}-", StringComparison.OrdinalIgnoreCase)).MaxBy(one => one.Length) ?? "",
                api
            )
        )
        || (step.Kind is ResourceKind.Tag or ResourceKind.ProductLink && step.Name.EndsWith($"/{api}", StringComparison.OrdinalIgnoreCase));
}
