using Importer.Configuration;
using Importer.Gateway;
using Importer.Health;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Storage;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests;

public sealed class TestCallerTests : IDisposable
{
    private static readonly GatewayAccess Access = new()
    {
        Url = new Uri("https://contoso-apim.azure-api.net"),
        SubscriptionKey = "subscription-key",
    };

    private readonly ScriptedModels _models = new();
    private readonly HandClock _clock = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task Results_come_in_the_order_of_the_targets_whoever_is_skipped()
    {
        var targets = new[]
        {
            Target("gpt-4o"),
            Target("dall-e-3"),
            Target("gpt-4o-mini") with
            {
                Deployment = ADeployment.Of("gpt-4o-mini") with { Paused = true },
            },
            Target("gpt-4.1"),
        };

        var results = await CallAsync(new InMemoryReportStore(), new HealthSettings(), targets);

        Assert.Equal(targets.Select(target => target.Deployment.Id.Value), results.Select(result => result.Deployment));
        Assert.Equal([null, CauseCode.NotTested, CauseCode.DeploymentPaused, null], results.Select(result => result.Code));
        Assert.Equal(2, _models.Calls.Count);
    }

    [Fact]
    public async Task What_the_budget_has_no_room_for_is_not_called_and_says_so()
    {
        var results = await CallAsync(
            new InMemoryReportStore(),
            new HealthSettings { TokensPerDay = Prober.MostTokens(Deployments.Capability.Chat) },
            [Target("gpt-4o"), Target("gpt-4.1")]
        );

        // The first one's real usage is far below what was reserved, but no second reservation fits.
        Assert.Equal([ProbeStatus.Healthy, ProbeStatus.Skipped], results.Select(result => result.Status));
        Assert.Equal(CauseCode.BudgetSpent, results[1].Code);
        Assert.Single(_models.Calls);
    }

    [Fact]
    public async Task Without_a_ledger_nothing_is_called()
    {
        var results = await CallAsync(new AwayStore(), new HealthSettings(), [Target("gpt-4o")]);

        Assert.Empty(_models.Calls);
        Assert.Equal(
            (ProbeStatus.Skipped, "the ledger of test calls could not be kept: the store is away"),
            (results[0].Status, results[0].Cause)
        );
    }

    private Task<IReadOnlyList<ProbeResult>> CallAsync(IDocumentStore store, HealthSettings settings, IReadOnlyList<ProbeTarget> targets) =>
        new TestCaller(
            new Prober(new HttpClient(_models), settings, _clock, NullLogger<Prober>.Instance),
            new ProbeBudget(store, settings, _clock),
            _clock
        ).CallAsync(targets, Access, ProbeRetryOptions.Once, CancellationToken.None);

    private static ProbeTarget Target(string model) =>
        new()
        {
            Deployment = ADeployment.Of(model),
            Api = "contoso-openai",
            Path = "contoso/openai",
            Compatibility = Deployments.Compatibility.AzureOpenAI,
            ApiVersion = "2024-10-21",
            KeyHeader = "api-key",
        };

    private sealed class AwayStore : IDocumentStore
    {
        public Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult<StoredDocument?>(null);

        public Task<bool> WriteAsync(
            string name,
            BinaryData content,
            string contentType,
            string? etag,
            CancellationToken cancellationToken
        ) => throw new DocumentStoreException("the store is away");

        public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>>([]);

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
