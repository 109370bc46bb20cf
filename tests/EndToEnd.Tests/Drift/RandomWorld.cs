using Azure.Core.Pipeline;
using EndToEnd.Tests.Faults;
using Importer.Apim;
using Importer.Arm;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Planning;
using Importer.Reconciliation;
using Importer.Resources;
using Importer.Tests.Fakes;
using LocalAzure;
using LocalAzure.State;
using LocalAzure.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace EndToEnd.Tests.Drift;

/// <summary>A service on which designs are made for the first time and looked at again, a handful at once.</summary>
internal sealed class RandomWorld : IAsyncDisposable
{
    private const string Insights =
        """{"properties":{"loggerType":"applicationInsights","credentials":{"instrumentationKey":"00000000-0000-0000-0000-000000000009"}}}""";
    private static readonly ResourceId Service = ResourceId.Parse(ArmDriver.Service);

    private static readonly string[] Cleared = ["apis", "backends", "namedValues", "products/apis"];

    private readonly HttpClient _http;
    private readonly HttpClient _passing;
    private int _batches;

    private RandomWorld(Cloud cloud)
    {
        Cloud = cloud;
        _passing = new HttpClient(new PassingTime(cloud.Clock)) { Timeout = Timeout.InfiniteTimeSpan };
        _http = new HttpClient { BaseAddress = cloud.Options.Arm };
    }

    public Cloud Cloud { get; }

    /// <summary>A service with what the designs stand on, in a spelling that is not always theirs.</summary>
    public static async Task<RandomWorld> StartAsync()
    {
        var world = new RandomWorld(
            await Cloud.StartAsync(
                new LocalAzureOptions
                {
                    PortBase = FreePorts.Base(),
                    NoFunctions = true,
                    OperationLength = TimeSpan.FromMilliseconds(1),
                    Propagation = TimeSpan.Zero,
                },
                CancellationToken.None
            )
        );
        world.Cloud.Secrets.Put("https://v.vault.azure.net/secrets/Key", "a key");
        await new TamperingHand(new ArmDriver(world._http)).DoAsync([
            $"PUT loggers/Insights {Insights}",
            $"PUT loggers/other {Insights}",
            """PUT backends/embeddings {"properties":{"url":"https://e.example","protocol":"http"}}""",
            """PUT backends/content-safety {"properties":{"url":"https://s.example","protocol":"http"}}""",
            """PUT caches/default {"properties":{"connectionString":"c","useFromLocation":"default"}}""",
            """PUT policyFragments/house-rules {"properties":{"format":"xml","value":"<fragment><set-header name=\"x-house\" exists-action=\"override\"><value>1</value></set-header></fragment>"}}""",
            """PUT products/second {"properties":{"displayName":"Second"}}""",
            """PUT products/Third.One {"properties":{"displayName":"Third"}}""",
            """PUT tags/Foundry {"properties":{"displayName":"Foundry"}}""",
        ]);
        return world;
    }

    /// <summary>
    /// Makes the designs, lets the service echo otherwise, looks again and takes everything away; what is still to do is a fault.
    /// </summary>
    public async Task<(IReadOnlyList<string> Faults, int Resources)> TryAsync(
        IReadOnlyList<RandomDesign> designs,
        Action<ResourceStore>? tamper = null
    )
    {
        using var gateway = Gateway();
        var service = await gateway.ReadServiceAsync(CancellationToken.None);
        var prerequisites = await gateway.ReadPrerequisitesAsync(
            new()
            {
                Loggers = true,
                Caches = true,
                Backends = true,
                Fragments = true,
            },
            CancellationToken.None
        );
        var wanted = designs
            .Select(design => (Design: design, Made: GatewayDesigner.Design(Input(design, service, prerequisites)).Resources))
            .ToList();
        var all = wanted.SelectMany(one => one.Made).DistinctBy(resource => resource.Key).ToList();
        foreach (var account in designs.SelectMany(design => design.Accounts))
        {
            Cloud.Store.Put(account.Account.Id.Value, FoundryAccount.ResourceType, []);
        }

        var applier = new PlanApplier(gateway, new InMemoryLeases(), TimeProvider.System, NullLogger<PlanApplier>.Instance);

        var results = await applier.ApplyAsync(
            await PlanAsync(gateway, service, all),
            (_, _) => Task.FromResult<WriteFailure?>(null),
            CancellationToken.None
        );
        Echo.Otherwise(Cloud.Store, new Random(designs[0].Seed));
        tamper?.Invoke(Cloud.Store);
        var again = await PlanAsync(gateway, service, all);
        Clear();
        return (
            [
                .. results.Where(result => result.Reason is not null).Select(result => Tell(wanted, result.Step.Resource, result.Reason!)),
                .. again.Steps.Select(step => Tell(wanted, step.Resource, $"{step.Change}: {string.Join("; ", step.Differences)}")),
                .. again.Findings.Select(finding => finding.ToString()),
            ],
            all.Count
        );
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _passing.Dispose();
        await Cloud.DisposeAsync();
    }

    private static DesignInput Input(RandomDesign design, ServiceInfo service, ServicePrerequisites prerequisites) =>
        new()
        {
            Inventory = new() { Accounts = design.Accounts, Covered = design.Settings.Scopes },
            Settings = design.Settings,
            Service = service,
            Prerequisites = prerequisites,
            KeyFingerprints = design.Accounts.ToDictionary(
                account => account.Account.Id,
                account => KeyFingerprint.Of(account.Account.Id, KeyOf(account.Account.Id))
            ),
            Specifications = new Dictionary<string, ExternalSpecification>
            {
                [RandomDesign.Location] = new(BinaryData.FromString(design.Document), null),
            },
        };

    private static string KeyOf(ResourceId account) => $"key-of-{account.Name}";

    private static async Task<Plan> PlanAsync(ApimGateway gateway, ServiceInfo service, List<GatewayResource> wanted)
    {
        var found = await gateway.ReadAsync(
            new GatewayQuery
            {
                Service = service,
                Wanted = wanted,
                IsInScope = _ => true,
            },
            CancellationToken.None
        );
        return Planner.Compare(
            new PlanInput
            {
                Wanted = wanted,
                Found = found,
                OwnershipOf = (_, _) => Ownership.Gone,
                Deletion = new(),
            }
        );
    }

    private static string Tell(
        List<(RandomDesign Design, IReadOnlyList<GatewayResource> Made)> wanted,
        GatewayResource resource,
        string what
    ) => $"{resource.Key} {what}\n{wanted.FirstOrDefault(one => one.Made.Any(made => made.Key == resource.Key)).Design}";

    // A principal of its own each time: Resource Manager counts calls for each.
    private ApimGateway Gateway()
    {
        var token = Cloud.Tokens.Issue(new Guid(++_batches, 0, 0, new byte[8]).ToString(), "https://management.azure.com");
        var clock = new ScaledClock(100);
        var arm = new ArmClient(
            Cloud.Options.Arm,
            "https://management.azure.com",
            new AnyToken(token),
            clock,
            DriftBench.Patient with
            {
                Transport = new HttpClientTransport(_passing),
            }
        );
        return new ApimGateway(
            arm,
            new ApimGatewaySettings
            {
                Subscription = HealthSettings.UsualSubscription,
                ServiceId = Service,
                ReadKey = (account, _) => Task.FromResult(KeyOf(account)),
                ReadOwnershipKey = _ => Task.FromResult(DriftBench.Key),
            },
            clock,
            NullLogger<ApimGateway>.Instance
        );
    }

    private void Clear()
    {
        foreach (
            var resource in Cleared
                .SelectMany(type => Cloud.Store.OfType($"Microsoft.ApiManagement/service/{type}"))
                .Concat(Cloud.Store.OfType(FoundryAccount.ResourceType))
        )
        {
            if (resource.Name is not ("embeddings" or "content-safety"))
            {
                Cloud.Store.Remove(resource.Id);
            }
        }

        Cloud.Journal.Clear();
    }
}
