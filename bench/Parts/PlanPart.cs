using System.Diagnostics;
using Bench.Clouds;
using Bench.Results;
using Bench.Running;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Planning;
using Importer.Resources;

namespace Bench.Parts;

/// <summary>Design and comparison alone, without any network.</summary>
internal sealed class PlanPart : IPart
{
    private const int Accounts = 2000;
    private const int Rounds = 5;

    private static readonly ServiceInfo Service = new()
    {
        Id = ResourceId.Parse(Ids.Service),
        Sku = "Premium",
        GatewayUrl = new Uri("https://contoso-apim.azure-api.net"),
        ProvisioningState = "Succeeded",
        PrincipalId = "11111111-0000-0000-0000-00000000a002",
    };

    public string Name => "plan";

    public string About => "design and comparison of 10,000 deployments, no network";

    public Task RunAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        var input = new DesignInput
        {
            Inventory = new Inventory
            {
                Accounts = [.. Enumerable.Range(1, Accounts).Select(Account)],
                Covered = [ResourceId.Parse(Ids.Subscription)],
            },
            Settings = new ImporterSettings
            {
                ServiceId = Service.Id,
                Scopes = [ResourceId.Parse(Ids.Subscription)],
                ReportsContainer = ".",
            },
            Service = Service,
            Specifications = new Dictionary<string, ExternalSpecification>(),
        };
        var empty = new GatewayState { Service = Service, Resources = new Dictionary<ResourceKey, Observed>() };
        Run(input, empty);
        var (ms, steps, bytes) = Measure("everything to make", () => Run(input, empty), findings);
        var full = new GatewayState
        {
            Service = Service,
            Resources = GatewayDesigner.Design(input).Resources.ToDictionary(resource => resource.Key, Held),
        };
        var (keptMs, keptSteps, keptBytes) = Measure("everything in its place", () => Run(input, full), findings);
        findings.Tell(
            Name,
            $"Design and plan of {Accounts * 5:N0} deployments in {Accounts:N0} accounts",
            $"{ms:N0} ms when everything is to be made ({steps:N0} steps, {bytes / (Accounts * 5):N0} bytes allocated per deployment), {keptMs:N0} ms when nothing is ({keptSteps} steps, {keptBytes / (Accounts * 5):N0} bytes)"
        );
        findings.PeakOfThisProcess(Name);
        return Task.CompletedTask;
    }

    private (double Ms, int Steps, double Bytes) Measure(string what, Func<Plan> run, Findings findings)
    {
        run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var steps = run().Steps.Count;
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        var times = Enumerable.Range(0, Rounds).Select(_ => Time(run)).ToList();
        findings.Count(Name, $"{what}, steps", steps);
        findings.Measure(Name, $"{what}, allocated", bytes / 1e6, "MB");
        findings.Measure(Name, $"{what}, median", Statistics.Median(times), "ms");
        return (Statistics.Median(times), steps, bytes);
    }

    private static double Time(Func<Plan> run)
    {
        var started = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static Plan Run(DesignInput input, GatewayState found)
    {
        var design = GatewayDesigner.Design(input);
        return Planner.Compare(
            new PlanInput
            {
                Wanted = design.Resources,
                Found = found,
                OwnershipOf = (_, _) => Ownership.Serving,
                Deletion = new DeletionRules(),
                Undesigned = design.Undesigned,
            }
        );
    }

    // As the service gives it back: ours by its ownership tag, and policies laid out in the service's way.
    private static Observed Held(GatewayResource resource) =>
        resource switch
        {
            Api api => new(api, "*", api.OwnershipTag),
            Backend backend => new(backend, "*", backend.OwnershipTag),
            ApiPolicy policy => new(policy with { Xml = policy.Xml.Replace("\n", "\r\n    ", StringComparison.Ordinal) }, "*", null),
            _ => new(resource, "*", null),
        };

    private static AccountInventory Account(int number)
    {
        var id = ResourceId.Parse(Ids.Account(Population.Name(number)));
        var account = new FoundryAccount
        {
            Id = id,
            Kind = "AIServices",
            Region = "swedencentral",
            ProvisioningState = "Succeeded",
            Endpoint = new Uri($"https://{id.Name}.cognitiveservices.azure.com/"),
            Endpoints = new Dictionary<string, Uri>
            {
                ["OpenAI Language Model Instance API"] = new($"https://{id.Name}.openai.azure.com/"),
            },
            CustomSubdomain = id.Name,
        };
        return new(
            account,
            [
                .. Models.All.Select(model => new ModelDeployment
                {
                    Id = ResourceId.Parse(Ids.Deployment(id.Name, model)),
                    ModelFormat = "OpenAI",
                    ModelName = model,
                    ModelVersion = "1",
                    Sku = "GlobalStandard",
                    Capacity = 10,
                    ProvisioningState = "Succeeded",
                }),
            ]
        );
    }
}
