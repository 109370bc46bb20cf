using System.Text;
using EndToEnd.Tests.Faults;
using Importer;
using Importer.Configuration;
using Importer.Reconciliation;
using Importer.Resources;
using Importer.Runs;
using LocalAzure;
using LocalAzure.Identity;
using LocalAzure.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EndToEnd.Tests.Frugality;

/// <summary>
/// A cloud without the function app, and the importer put together as the app puts it together; its calls are counted in the journal.
/// </summary>
internal sealed class FrugalScene : IAsyncDisposable
{
    private const string Group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai";
    private const string Accounts = $"{Group}/providers/Microsoft.CognitiveServices/accounts";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"frugal-{Guid.NewGuid():N}");
    private readonly Cloud _cloud;
    private readonly HttpClient _hands;
    private readonly ServiceProvider _services;
    private int _runs;

    private FrugalScene(Cloud cloud)
    {
        _cloud = cloud;
        _hands = new HttpClient { BaseAddress = cloud.Options.Arm };
        _hands.DefaultRequestHeaders.Add("Authorization", "Bearer somebody");
        var settings = new ImporterSettings
        {
            ServiceId = ResourceId.Parse($"{Group}/providers/Microsoft.ApiManagement/service/contoso-apim"),
            Scopes = [ResourceId.Parse("/subscriptions/00000000-0000-0000-0000-000000000001")],
            ReportsContainer = _folder,
            ArmEndpoint = cloud.Options.Arm,
            Deletion = new DeletionRules { After = TimeSpan.Zero },
            Health = new HealthSettings { TokensPerDay = 100_000_000, CallsPerDay = 1_000_000 },
        };
        Tokens = new CountedToken(new AnyToken(cloud.Tokens.Issue(TokenIssuer.ImporterPrincipalId, settings.ArmAudience)));
        _services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.None))
            .AddImporter(settings, Tokens)
            .BuildServiceProvider();
    }

    public CountedToken Tokens { get; }

    public static async Task<FrugalScene> StartAsync() =>
        new(
            await Cloud.StartAsync(
                new LocalAzureOptions
                {
                    PortBase = FreePorts.Base(),
                    NoFunctions = true,
                    OperationLength = TimeSpan.FromMilliseconds(50),
                    Propagation = TimeSpan.Zero,
                },
                CancellationToken.None
            )
        );

    /// <summary>Deploys models into an account, which is made if need be.</summary>
    public async Task DeployAsync(string account, params string[] models)
    {
        await PutAsync(
            $"{Accounts}/{account}",
            $$$"""{"location":"swedencentral","kind":"AIServices","sku":{"name":"S0"},"properties":{"customSubDomainName":"{{{account}}}"} }"""
        );
        foreach (var model in models)
        {
            await PutAsync(
                $"{Accounts}/{account}/deployments/{model}",
                $$$"""{"sku":{"name":"GlobalStandard","capacity":10},"properties":{"model":{"format":"OpenAI","name":"{{{model}}}","version":"1"} } }"""
            );
        }
    }

    public async Task DeleteAsync(string account, string model)
    {
        using var answer = await _hands.DeleteAsync(
            new Uri($"{Accounts}/{account}/deployments/{model}?api-version=2025-06-01", UriKind.Relative)
        );
        answer.EnsureSuccessStatusCode();
        await Patience.UntilAsync(
            $"{model} to go",
            () => Task.FromResult(_cloud.Store.Get($"{Accounts}/{account}/deployments/{model}") is null ? "gone" : null),
            () => Task.FromResult("")
        );
    }

    /// <summary>What an event of this deployment costs.</summary>
    public Task<ArmTraffic> ImportAsync(string account, string model) =>
        RunAsync(RunReason.Event, $"{Accounts}/{account}/deployments/{model}");

    /// <summary>What a run over everything costs.</summary>
    public Task<ArmTraffic> SweepAsync() => RunAsync(RunReason.Manual, null);

    public async ValueTask DisposeAsync()
    {
        _hands.Dispose();
        await _services.DisposeAsync();
        await _cloud.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task<ArmTraffic> RunAsync(RunReason reason, string? scope)
    {
        // The buckets of Resource Manager are full again.
        _cloud.Clock.Advance(TimeSpan.FromMinutes(1));
        _cloud.Journal.Clear();
        var request = new ReconcileRequest
        {
            RunId = $"frugal-{++_runs:000}",
            Reason = reason,
            Scope = scope is null ? null : ResourceId.Parse(scope),
        };
        var report = await _services.GetRequiredService<Reconciler>().RunAsync(request, CancellationToken.None);
        Assert.True(
            report is { Outcome: RunOutcome.Succeeded, Error: null },
            string.Join(
                '\n',
                report.Error,
                string.Join('\n', report.Steps.Select(step => step.Reason)),
                string.Join('\n', report.Probes.Select(probe => probe.Cause))
            )
        );
        return new ArmTraffic([.. _cloud.Journal.Read("arm").Where(entry => entry.Caller == "importer")]);
    }

    private async Task PutAsync(string id, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _hands.PutAsync(new Uri($"{id}?api-version=2025-06-01", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        await Patience.UntilAsync(
            $"{id} to be provisioned",
            () =>
                Task.FromResult(
                    _cloud.Store.Get(id)?.Body["properties"]?["provisioningState"]?.GetValue<string>() == "Succeeded" ? "there" : null
                ),
            () => Task.FromResult("")
        );
    }
}
