using System.Text;
using Importer;
using Importer.Apim;
using Importer.Applying;
using Importer.Arm;
using Importer.Foundry;
using Importer.Gateway;
using Importer.Health;
using Importer.Reports;
using LocalAzure;
using LocalAzure.Identity;
using LocalAzure.State;
using LocalAzure.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace EndToEnd.Tests.Faults;

/// <summary>A cloud without the function app, and a reconciler on it whose waiting runs on a fast clock.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private const string Group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai";
    private const string Accounts = $"{Group}/providers/Microsoft.CognitiveServices/accounts";
    private const string Service = $"{Group}/providers/Microsoft.ApiManagement/service/contoso-apim";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] Pictured =
    [
        "Microsoft.ApiManagement/service/apis", "Microsoft.ApiManagement/service/apis/operations", "Microsoft.ApiManagement/service/apis/policies",
        "Microsoft.ApiManagement/service/backends", "Microsoft.ApiManagement/service/products", "Microsoft.ApiManagement/service/namedValues",
        "Microsoft.ApiManagement/service/policies", "Microsoft.ApiManagement/service/subscriptions",
    ];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}");
    private readonly HttpClient _arm;
    private readonly ApimGateway _gateway;
    private int _runs;

    private Bench(Cloud cloud)
    {
        Cloud = cloud;
        _arm = new HttpClient { BaseAddress = cloud.Options.Arm };
        _arm.DefaultRequestHeaders.Add("Authorization", "Bearer somebody");
        var clock = new ScaledClock(100);
        var settings = new ImporterSettings
        {
            ServiceId = ResourceId.Parse(Service),
            Scopes = [ResourceId.Parse("/subscriptions/00000000-0000-0000-0000-000000000001")],
            ReportsContainer = _folder,
            ArmEndpoint = cloud.Options.Arm,
            Health = new HealthSettings { ReadyWithin = TimeSpan.FromMinutes(3) },
        };
        var arm = new ArmClient(settings.ArmEndpoint, settings.ArmAudience, new AnyToken(cloud.Tokens.Issue(TokenIssuer.ImporterPrincipalId, settings.ArmAudience)), clock, new ArmSettings { TryTimeout = TimeSpan.FromSeconds(40) });
        var source = new FoundrySource(arm, NullLogger<FoundrySource>.Instance);
        _gateway = new ApimGateway(arm, new ApimGatewaySettings { ServiceId = settings.ServiceId, ReadKey = source.ReadKeyAsync, ReadOwnershipKey = _ => Task.FromResult(new OwnershipKey(new byte[32], settings.ServiceId.Name)) }, clock, NullLogger<ApimGateway>.Instance);
        var http = new HttpClient();
        var store = new FolderReportStore(_folder);
        Reconciler = new Reconciler(
            new RunRooms(
                source,
                _gateway,
                new PlanApplier(_gateway, clock, NullLogger<PlanApplier>.Instance),
                new TestCaller(
                    new Prober(http, settings.Health, clock, NullLogger<Prober>.Instance),
                    new ProbeBudget(store, settings.Health with { CallsPerDay = 1_000_000, TokensPerDay = 100_000_000 }, clock),
                    clock),
                new Specifications(http, clock),
                store),
            settings,
            clock,
            NullLogger<Reconciler>.Instance);
    }

    public Cloud Cloud { get; }

    public Reconciler Reconciler { get; }

    /// <summary>Everything the service holds, as text: equal texts are equal services.</summary>
    public string Picture => string.Join('\n', Pictured
        .SelectMany(Cloud.Store.OfType)
        .Select(resource => $"{resource.Id} {resource.Body.ToJsonString()}")
        .Order(StringComparer.OrdinalIgnoreCase));

    public static async Task<Bench> StartAsync() => new(await Cloud.StartAsync(
        new LocalAzureOptions
        {
            PortBase = FreePorts.Base(),
            NoFunctions = true,
            OperationLength = TimeSpan.FromMilliseconds(20),
            Propagation = TimeSpan.FromMilliseconds(20),
        },
        CancellationToken.None));

    public static ResourceId Account(string name) => ResourceId.Parse($"{Accounts}/{name}");

    public async Task DeployAsync(string account, string model)
    {
        await PutAsync($"{Accounts}/{account}", $$$"""{"location":"swedencentral","kind":"AIServices","sku":{"name":"S0"},"properties":{"customSubDomainName":"{{{account}}}"}}""");
        await PutAsync($"{Accounts}/{account}/deployments/{model}", $$$"""{"sku":{"name":"GlobalStandard","capacity":10},"properties":{"model":{"format":"OpenAI","name":"{{{model}}}","version":"1"} } }""");
    }

    public async Task DeleteAsync(string account, string model)
    {
        using var answer = await _arm.DeleteAsync(new Uri($"{Accounts}/{account}/deployments/{model}?api-version=2025-06-01", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        await UntilAsync(() => Cloud.Store.Get($"{Accounts}/{account}/deployments/{model}") is null);
    }

    /// <summary>One run, some time after the last: the buckets of Resource Manager are full again.</summary>
    public Task<RunReport> RunAsync(string account)
    {
        Cloud.Clock.Advance(TimeSpan.FromSeconds(30));
        return Reconciler.RunAsync(
            new ReconcileRequest { RunId = $"run-{++_runs:00000}", Reason = RunReason.Event, Scope = Account(account) }, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _arm.Dispose();
        _gateway.Dispose();
        await Cloud.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task PutAsync(string id, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _arm.PutAsync(new Uri($"{id}?api-version=2025-06-01", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        await UntilAsync(() => Cloud.Store.Get(id)?.Body["properties"]?["provisioningState"]?.GetValue<string>() == "Succeeded");
    }

    // The stand-in's operations end on its own clock, which is moved; what it does then it does on another thread.
    private async Task UntilAsync(Func<bool> isSo)
    {
        using var changed = new SemaphoreSlim(0);
        Cloud.Store.Changed += Wake;
        try
        {
            Cloud.Clock.Advance(Cloud.Options.OperationLength + TimeSpan.FromMilliseconds(5));
            while (!isSo())
            {
                Assert.True(await changed.WaitAsync(Patience), "LocalAzure did not finish an operation");
            }
        }
        finally
        {
            Cloud.Store.Changed -= Wake;
        }

        void Wake(ResourceChange change) => changed.Release();
    }
}
