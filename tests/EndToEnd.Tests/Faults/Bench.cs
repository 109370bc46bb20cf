using System.Text;
using Azure.Core.Pipeline;
using Importer.Apim;
using Importer.Arm;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Foundry;
using Importer.Gateway;
using Importer.HealthChecks;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Storage;
using Importer.Tests.Fakes;
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
        "Microsoft.ApiManagement/service/apis",
        "Microsoft.ApiManagement/service/apis/operations",
        "Microsoft.ApiManagement/service/apis/policies",
        "Microsoft.ApiManagement/service/backends",
        "Microsoft.ApiManagement/service/products",
        "Microsoft.ApiManagement/service/namedValues",
        "Microsoft.ApiManagement/service/policies",
        "Microsoft.ApiManagement/service/subscriptions",
    ];

    private static readonly string[] Kept =
    [
        .. Pictured,
        "Microsoft.CognitiveServices/accounts",
        "Microsoft.CognitiveServices/accounts/deployments",
        "Microsoft.Authorization/roleAssignments",
        "Microsoft.ApiManagement/service/products/apis",
        "Microsoft.ApiManagement/service/products/policies",
        "Microsoft.ApiManagement/service/tags",
        "Microsoft.ApiManagement/service/apis/tags",
        "Microsoft.ApiManagement/service/apis/diagnostics",
        "Microsoft.ApiManagement/service/policyFragments",
    ];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}");
    private readonly HttpClient _arm;
    private readonly ApimGateway _gateway;
    private readonly HealthCheckRun _round;
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
            Deletion = new DeletionRules { After = TimeSpan.Zero },
            Health = new HealthSettings { ReadyWithin = TimeSpan.FromMinutes(3) },
        };
        var arm = new ArmClient(
            settings.ArmEndpoint,
            settings.ArmAudience,
            new AnyToken(cloud.Tokens.Issue(TokenIssuer.ImporterPrincipalId, settings.ArmAudience)),
            clock,
            new ArmSettings
            {
                TryTimeout = TimeSpan.FromSeconds(40),
                Transport = new HttpClientTransport(new HttpClient(Wrong) { Timeout = Timeout.InfiniteTimeSpan }),
            }
        );
        var source = new FoundrySource(arm, NullLogger<FoundrySource>.Instance);
        var apim = new ApimGatewaySettings
        {
            Subscription = HealthSettings.UsualSubscription,
            ServiceId = settings.ServiceId,
            ReadKey = source.ReadKeyAsync,
            ReadOwnershipKey = _ => Task.FromResult(new OwnershipKey(new byte[32], settings.ServiceId.Name)),
        };
        _gateway = new ApimGateway(arm, apim, clock, NullLogger<ApimGateway>.Instance);
        Source = source;
        var parts = new ImporterParts
        {
            Settings = settings,
            Source = source,
            Gateway = _gateway,
            Store = new FolderDocumentStore(_folder),
            Http = new HttpClient(),
            Clock = clock,
            Budget = settings.Health with { CallsPerDay = 1_000_000, TokensPerDay = 100_000_000 },
        };
        Reconciler = parts.Make<Reconciler>();
        _round = parts.Make<HealthCheckRun>();
    }

    public Cloud Cloud { get; }

    public Reconciler Reconciler { get; }

    public IGateway Gateway => _gateway;

    /// <summary>Where accounts and deployments are read from.</summary>
    public IDeploymentSource Source { get; }

    /// <summary>Where answers of Resource Manager can be made wrong.</summary>
    public Tampering Wrong { get; } = new();

    /// <summary>Everything the service holds, as text: equal texts are equal services.</summary>
    public string Picture =>
        string.Join(
            '\n',
            Pictured
                .SelectMany(Cloud.Store.OfType)
                .Select(resource => $"{resource.Id} {resource.Body.ToJsonString()}")
                .Order(StringComparer.OrdinalIgnoreCase)
        );

    public static async Task<Bench> StartAsync() =>
        new(
            await Cloud.StartAsync(
                new LocalAzureOptions
                {
                    PortBase = FreePorts.Base(),
                    NoFunctions = true,
                    OperationLength = TimeSpan.FromMilliseconds(20),
                    Propagation = TimeSpan.FromMilliseconds(20),
                },
                CancellationToken.None
            )
        );

    public static ResourceId Account(string name) => ResourceId.Parse($"{Accounts}/{name}");

    public async Task DeployAsync(string account, string model)
    {
        await PutAsync(
            $"{Accounts}/{account}",
            $$$"""{"location":"swedencentral","kind":"AIServices","sku":{"name":"S0"},"properties":{"customSubDomainName":"{{{account}}}"}}"""
        );
        await PutAsync(
            $"{Accounts}/{account}/deployments/{model}",
            $$$"""{"sku":{"name":"GlobalStandard","capacity":10},"properties":{"model":{"format":"OpenAI","name":"{{{model}}}","version":"1"} } }"""
        );
    }

    public async Task DeleteAsync(string account, string model)
    {
        using var answer = await _arm.DeleteAsync(
            new Uri($"{Accounts}/{account}/deployments/{model}?api-version=2025-06-01", UriKind.Relative)
        );
        answer.EnsureSuccessStatusCode();
        await UntilAsync(() => Cloud.Store.Get($"{Accounts}/{account}/deployments/{model}") is null);
    }

    /// <summary>One run, some time after the last: the buckets of Resource Manager are full again.</summary>
    public Task<RunReport> RunAsync(string account)
    {
        Cloud.Clock.Advance(TimeSpan.FromSeconds(30));
        return Reconciler.RunAsync(
            new ReconcileRequest
            {
                RunId = $"run-{++_runs:00000}",
                Reason = RunReason.Event,
                Scope = Account(account),
            },
            CancellationToken.None
        );
    }

    /// <summary>A look at everything, some time after the last.</summary>
    public Task<RunReport> SweepAsync(RunMode mode)
    {
        Cloud.Clock.Advance(TimeSpan.FromSeconds(30));
        return Reconciler.RunAsync(
            new ReconcileRequest
            {
                RunId = $"run-{++_runs:00000}",
                Reason = RunReason.Drift,
                Mode = mode,
            },
            CancellationToken.None
        );
    }

    /// <summary>A round of test calls.</summary>
    public Task<HealthSnapshot> HealthAsync()
    {
        Cloud.Clock.Advance(TimeSpan.FromSeconds(30));
        return _round.RunAsync(CancellationToken.None);
    }

    /// <summary>Everything there is, to be put back by <see cref="Restore"/>.</summary>
    public IReadOnlyList<ArmResource> Keep() => [.. Kept.SelectMany(Cloud.Store.OfType)];

    /// <summary>Makes everything as it was.</summary>
    public void Restore(IReadOnlyList<ArmResource> kept)
    {
        var ids = kept.Select(resource => resource.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var added in Keep().Where(resource => !ids.Contains(resource.Id)))
        {
            Cloud.Store.Remove(added.Id);
        }

        foreach (var resource in kept.Where(resource => Cloud.Store.Get(resource.Id)?.ETag != resource.ETag))
        {
            Cloud.Store.Put(resource.Id, resource.Type, (System.Text.Json.Nodes.JsonObject)resource.Body.DeepClone());
        }
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
