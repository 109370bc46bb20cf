using System.ComponentModel;
using Cli.Output;
using Cli.Running;
using Cli.Settings;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Reconciliation;
using Spectre.Console.Cli;

namespace Cli.Commands;

/// <summary>What <c>init</c> takes.</summary>
internal sealed class InitOptions : OutputOptions
{
    [CommandOption("--service <ID>", true)]
    [Description("The API Management service's id")]
    public required string Service { get; init; }

    [CommandOption("--scope <ID>", true)]
    [Description("The subscription, resource group or Foundry account to look at")]
    public required string Scope { get; init; }

    [CommandOption("--arm <URL>")]
    [Description("Another Resource Manager, such as LocalAzure's")]
    public string? Arm { get; init; }

    [CommandOption("-o|--output <FILE>")]
    [Description("Where to write it; importer.json in this folder when not given")]
    public string? Output { get; init; }

    [CommandOption("--print")]
    [Description("Write it to the terminal and to no file")]
    public bool Print { get; init; }

    [CommandOption("--force")]
    [Description("Write over a file that is there")]
    public bool Force { get; init; }
}

/// <summary>Looks at what is there, and writes first settings with the reasons in them.</summary>
internal sealed class InitCommand(Surroundings here) : ImporterCommand<InitOptions>(here)
{
    protected override async Task<int> RunAsync(InitOptions options, Screen screen, CancellationToken cancellationToken)
    {
        var named = options.Output ?? SettingsFile.Name;
        var path = OutputPlace.File(Here, named);
        if (!options.Print && File.Exists(path) && !options.Force)
        {
            throw new CliFault($"{named} is there already: give --force to write over it, or another file by --output");
        }

        // Whatever settings lie around here: these are to be made from what is there.
        var nowhere = new Surroundings
        {
            Output = Here.Output,
            Error = Here.Error,
            Folder = Path.Combine(Here.Folder, Guid.NewGuid().ToString("n")),
            Environment = ArmOnly(),
            Clock = Here.Clock,
            Credential = Here.Credential,
        };
        var configuration = SettingsLoader.Load(new AzureOptions { Service = options.Service, Arm = options.Arm }, options.Scope, nowhere);
        await using var bench = await Workbench.OpenAsync(configuration, StoreUse.None, nowhere, cancellationToken);
        FirstSettings found;
        using (var progress = new Progress(screen))
        {
            progress.Say("looking at what is there");
            found = await FirstSettings.LookAsync(bench, cancellationToken);
        }

        var text = found.Write(options.Arm);
        if (options.Print)
        {
            screen.Verbatim(text);
            return ExitCode.Done;
        }

        await File.WriteAllTextAsync(path, text, cancellationToken);
        screen.Line($"{named} is written: {found.Sentence}. Look at it, then: foundry-importer plan");
        return ExitCode.Done;
    }

    private Dictionary<string, string?> ArmOnly() =>
        Here
            .Environment.Where(variable => variable.Key.StartsWith("Importer__Arm__", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(variable => variable.Key, variable => variable.Value);
}

/// <summary>What is there, as far as first settings depend on it.</summary>
internal sealed record FirstSettings(
    ImporterSettings Settings,
    IReadOnlyList<AccountInventory> Accounts,
    IReadOnlyList<ExistingApi> Existing,
    IReadOnlyList<string> Products,
    bool HasLogger
)
{
    /// <summary>Reads accounts, deployments, the APIs that call them, and what policies can stand on.</summary>
    public static async Task<FirstSettings> LookAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var gateway = bench.Get<IGateway>();
        var inventory = await bench.Get<IDeploymentSource>().ReadAsync(bench.Settings.Scopes, cancellationToken);
        if (inventory.Unread.Count > 0 || inventory.Missing.Count > 0)
        {
            throw new CliFault(
                inventory.Missing.Count > 0
                    ? $"there is no {inventory.Missing[0]}: check --scope"
                    : $"{inventory.Unread[0].Scope} could not be read: {inventory.Unread[0].Reason}"
            );
        }

        var service = await gateway.ReadServiceAsync(cancellationToken);
        var prerequisites = await gateway.ReadPrerequisitesAsync(new RequiredPrerequisites { Loggers = true }, cancellationToken);
        var state = await gateway.ReadAsync(
            new GatewayQuery
            {
                Service = service,
                Wanted = [new ProductLink { Product = "any", Api = "any" }],
                IsInScope = _ => false,
                WithTags = false,
            },
            cancellationToken
        );
        return new(
            bench.Settings,
            inventory.Accounts,
            await bench.Get<ExistingApis>().FindAsync(null, cancellationToken),
            state.Products,
            prerequisites.Loggers.Count > 0
        );
    }

    /// <summary>What was found, in a few words.</summary>
    public string Sentence =>
        $"{Accounts.Count} account(s) with {Accounts.Sum(account => account.Deployments.Count)} deployment(s), {Existing.Count} API(s) of your own that call them";

    /// <summary>The file.</summary>
    public string Write(string? arm) => string.Join('\n', Document(arm)) + "\n";

    private IEnumerable<string> Document(string? arm) =>
        [
            $"// Written by foundry-importer init: {Sentence}.",
            "// Everything that is not here has its default: docs/settings.md.",
            "{",
            "  \"Importer\": {",
            $"    \"ApiManagement\": {{ \"ServiceId\": \"{Settings.ServiceId}\" }},",
            .. arm is null ? [] : new[] { "    // not Azure's: the option --arm of init", $"    \"Arm\": {{ \"Endpoint\": \"{arm}\" }}," },
            "    \"Discovery\": {",
            .. Comments("      ", [.. Found()]),
            $"      \"Scopes\": [ {string.Join(", ", Settings.Scopes.Select(scope => $"\"{scope}\""))} ]",
            "    },",
            "    \"Defaults\": {",
            .. Comments("      ", [.. WhyCompatibility(), .. WhyProducts(), .. WhyMetrics()]),
            $"      \"Compatibility\": \"{Compatibility}\"",
            "    }",
            .. Comments(
                "    ",
                [
                    "The app needs Reports.Container, a blob container for its records; infra/ gives it as the app setting",
                    "Importer__Reports__Container. On this machine the option --store does, with that container or a folder.",
                ]
            ),
            "  }",
            "}",
        ];

    // Callers of /models would lose their address under AutoV1; nobody else needs what Microsoft retires.
    private string Compatibility =>
        Existing.Any(api => api.Compatibility == Importer.Deployments.Compatibility.AzureAI) ? "Auto" : "AutoV1";

    private IEnumerable<string> Found()
    {
        foreach (var account in Accounts.OrderBy(account => account.Account.Name, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"{account.Account.Name} ({account.Account.Kind}, {account.Account.Region}): {(account.Deployments.Count == 0 ? "no deployment" : string.Join(", ", account.Deployments.Select(deployment => deployment.Name)))}";
        }

        yield return $"leave one out by the tag {Settings.OptOutTag} on the account or the deployment";
    }

    private IEnumerable<string> WhyCompatibility()
    {
        yield return Compatibility == "Auto"
            ? $"Auto, because {string.Join(", ", Existing.Where(api => api.Compatibility == Importer.Deployments.Compatibility.AzureAI).Select(api => api.Id))} is called at /models already; AutoV1 for a new installation"
            : "AutoV1: OpenAI models are called the Azure OpenAI way, everything else by v1. Auto where callers use /models";
        foreach (var api in Existing)
        {
            yield return api.Obstacle is null
                ? $"{api.Id} calls {string.Join(", ", api.Accounts.Select(account => account.Name))} already; it stays as it is. To have it managed: foundry-importer adopt {api.Id}"
                : $"{api.Id} calls {string.Join(", ", api.Accounts.Select(account => account.Name))} already; it stays as it is";
        }
    }

    private IEnumerable<string> WhyProducts()
    {
        yield return Products.Count == 0
            ? "no product is there: callers need a subscription of each API, or of all. With a product: \"Products\": [ \"<id>\" ],"
            : $"an API in no product is opened by subscriptions of its own only. There is {string.Join(", ", Products)}: \"Products\": [ \"{Products[0]}\" ],";
    }

    private IEnumerable<string> WhyMetrics()
    {
        yield return HasLogger
            ? "tokens can be counted by caller, an Application Insights logger is there: \"Policies\": { \"TokenMetrics\": { \"Namespace\": \"foundry\" } },"
            : "tokens cannot be counted by caller yet (Policies.TokenMetrics): the service has no Application Insights logger";
    }

    private static IEnumerable<string> Comments(string indent, IReadOnlyList<string> texts) => texts.Select(text => $"{indent}// {text}");
}
