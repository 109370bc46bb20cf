using Importer.Deployments;
using Importer.Resources;

namespace Smoke;

/// <summary>What the command line asks for, or what is wrong with it.</summary>
internal sealed record SmokeOptions
{
    /// <summary>Printed beside the faults and for <c>--help</c>.</summary>
    public const string Usage = """
        dotnet run --project tests/Smoke -- [--service ID --account ID] [options]

        The main job of the importer, once, against a real API Management service and Foundry account; without ids against LocalAzure,
        which is started for it. It removes what it made. The sign-in is DefaultAzureCredential: az login is enough.

          --service ID      resource ID of the API Management service
          --account ID      resource ID of the Foundry account
          --deployment NAME the deployment to import (default: the first that answers chat completions)
          --deploy MODEL    make a test deployment of this OpenAI model instead (GlobalStandard, capacity 1), and delete it afterwards
          --clean-up        only remove what smoke runs have left behind
          --run NAME        with --clean-up: what this run has left, and nothing of others
          --yes             do not ask
          --arm URL         Resource Manager (default https://management.azure.com; a LocalAzure on this machine: http://127.0.0.1:7080)
          --evidence DIR    where the calls are written (default: evidence; artifacts/evidence against LocalAzure)
        """;

    public ResourceId? Service { get; init; }

    public ResourceId? Account { get; init; }

    /// <summary>The deployment to import; null for the first that will do.</summary>
    public string? Deployment { get; init; }

    /// <summary>The model to deploy for the test; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>The run to clean up after; null for every one.</summary>
    public string? Run { get; init; }

    public Uri Arm { get; init; } = new("https://management.azure.com");

    public string? EvidenceFolder { get; init; }

    public bool IsCleanUp { get; init; }

    public bool IsAgreed { get; init; }

    public bool WantsHelp { get; init; }

    /// <summary>One sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Whether LocalAzure is started for the run.</summary>
    public bool IsLocal => Service is null;

    public static SmokeOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new SmokeOptions();
        for (var at = 0; at < arguments.Count; at++)
        {
            var name = arguments[at];
            options = name switch
            {
                "--help" or "-h" => options with { WantsHelp = true },
                "--yes" => options with { IsAgreed = true },
                "--clean-up" => options with { IsCleanUp = true },
                "--service" or "--account" or "--deployment" or "--deploy" or "--run" or "--arm" or "--evidence" => options.Take(
                    name,
                    ++at < arguments.Count ? arguments[at] : null
                ),
                _ => options.Fault($"'{name}' is not an option."),
            };
        }

        return options.Faults.Count > 0 ? options : options.Whole();
    }

    private SmokeOptions Take(string name, string? value) =>
        (name, value) switch
        {
            (_, null or "") => Fault($"{name} needs a value."),
            ("--service", _) => Id(name, value, "Microsoft.ApiManagement/service", id => this with { Service = id }),
            ("--account", _) => Id(name, value, FoundryAccount.ResourceType, id => this with { Account = id }),
            ("--deployment", _) => this with { Deployment = value },
            ("--deploy", _) => this with { Model = value },
            ("--run", _) => Belongings.IsRun(value)
                ? this with
                {
                    Run = value,
                }
                : Fault($"--run: '{value}' is not the name of a smoke run, such as {Belongings.Prefix}1a2b3c4d."),
            ("--evidence", _) => this with { EvidenceFolder = Path.GetFullPath(value) },
            _ => Uri.TryCreate(value, UriKind.Absolute, out var arm) && (arm.Scheme == "https" || (arm.Scheme == "http" && arm.IsLoopback))
                ? this with
                {
                    Arm = arm,
                }
                : Fault($"--arm: '{value}' is neither an https address nor an http address of this machine."),
        };

    private SmokeOptions Id(string name, string value, string type, Func<ResourceId, SmokeOptions> with) =>
        ResourceId.TryParse(value, out var id) && id.IsOfType(type) && id.Value.Split('/').Length == 9
            ? with(id)
            : Fault(
                $"{name}: '{value}' is not the ID of a resource of type {type}: /subscriptions/<guid>/resourceGroups/<group>/providers/{type}/<name>."
            );

    // What belongs together.
    private SmokeOptions Whole() =>
        this switch
        {
            { Service: null, Account: not null } or { Service: not null, Account: null } => Fault(
                "--service and --account are given together, or neither."
            ),
            { Model: not null, Deployment: not null } => Fault(
                "--deploy makes a deployment, --deployment names one that is there: give one of them."
            ),
            { Run: not null, IsCleanUp: false } => Fault("--run goes with --clean-up."),
            { IsCleanUp: true, Service: null } => Fault(
                "--clean-up needs --service and --account: the LocalAzure of a run ends with the run."
            ),
            { Service: null, Arm.Scheme: "http" } => Fault("--arm needs --service and --account."),
            _ => this,
        };

    private SmokeOptions Fault(string sentence) => this with { Faults = [.. Faults, sentence] };
}
