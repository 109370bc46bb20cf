using EndToEnd.Tests.Faults;
using Importer.Deployments;
using Importer.Resources;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace EndToEnd.Tests.Contracts;

/// <summary>What everybody who uses <see cref="IDeploymentSource"/> may rely on, held by the real adapter and by the fake.</summary>
public abstract class SourceContract
{
    private static readonly ResourceId Subscription = ResourceId.Parse(AnAccount.Subscription);

    /// <summary>The source under test; nothing is deployed.</summary>
    protected abstract IDeploymentSource Source { get; }

    [Fact]
    public async Task A_scope_is_covered_with_every_account_in_it()
    {
        await DeployAsync("one", "gpt-4o");
        await DeployAsync("two", "gpt-4o");

        var inventory = await ReadAsync(Subscription);

        Assert.Equal(["one", "two"], inventory.Accounts.Select(found => found.Account.Name));
        Assert.Equal([Subscription], inventory.Covered);
        Assert.True(inventory.KnowsAbout(AnAccount.Id("never-was")));
        Assert.Empty(inventory.Unread);
        Assert.Empty(inventory.Missing);
    }

    [Fact]
    public async Task A_deployment_stands_for_its_account_and_scopes_are_read_once()
    {
        await DeployAsync("one", "gpt-4o");
        var deployment = AnAccount.Id("one").Child("deployments", "gpt-4o");

        var inventory = await ReadAsync(deployment, AnAccount.Id("one"), deployment);

        Assert.Equal([AnAccount.Id("one")], inventory.Covered);
        Assert.Equal(deployment, inventory.Accounts.Single().Deployments.Single().Id);
        Assert.False(inventory.KnowsAbout(AnAccount.Id("two")));
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_covered_and_missing()
    {
        var inventory = await ReadAsync(AnAccount.Id("never-was"));

        Assert.Empty(inventory.Accounts);
        Assert.True(inventory.KnowsAbout(AnAccount.Id("never-was")));
        Assert.Equal([AnAccount.Id("never-was")], inventory.Missing);
    }

    [Fact]
    public async Task A_deployment_that_was_deleted_is_listed_no_more()
    {
        await DeployAsync("one", "gpt-4o");
        await DeployAsync("one", "gpt-4o-mini");
        await DeleteAsync("one", "gpt-4o");

        Assert.Equal(
            ["gpt-4o-mini"],
            (await ReadAsync(AnAccount.Id("one"))).Accounts.Single().Deployments.Select(deployment => deployment.Name)
        );
    }

    /// <summary>Makes a deployment, and its account where there is none.</summary>
    protected abstract Task DeployAsync(string account, string model);

    /// <summary>Deletes a deployment.</summary>
    protected abstract Task DeleteAsync(string account, string model);

    private Task<Inventory> ReadAsync(params ResourceId[] scopes) => Source.ReadAsync(scopes, default);
}

/// <summary>The fake of the fast tests.</summary>
public sealed class InMemorySourceContractTests : SourceContract
{
    private readonly InMemorySource _source = new();

    protected override IDeploymentSource Source => _source;

    protected override Task DeployAsync(string account, string model)
    {
        _source.Deploy(account, model);
        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(string account, string model)
    {
        _source.Delete(account, model);
        return Task.CompletedTask;
    }
}

/// <summary>The real adapter, over HTTP on LocalAzure's management plane.</summary>
public sealed class FoundrySourceContractTests : SourceContract, IAsyncLifetime
{
    private Bench _bench = null!;

    protected override IDeploymentSource Source => _bench.Source;

    public async Task InitializeAsync()
    {
        _bench = await Bench.StartAsync();
        _bench.Restore([
            .. _bench.Keep().Where(resource => !resource.Type.StartsWith("Microsoft.CognitiveServices", StringComparison.Ordinal)),
        ]);
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    protected override Task DeployAsync(string account, string model) => _bench.DeployAsync(account, model);

    protected override Task DeleteAsync(string account, string model) => _bench.DeleteAsync(account, model);
}
