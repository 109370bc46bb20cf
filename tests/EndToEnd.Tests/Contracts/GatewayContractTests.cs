using EndToEnd.Tests.Faults;
using Importer.Gateway;
using Importer.Resources;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using LocalAzure.State;

namespace EndToEnd.Tests.Contracts;

/// <summary>The fake of the fast tests.</summary>
public sealed class InMemoryGatewayContractTests : GatewayContract
{
    protected override IGateway Gateway { get; } = new InMemoryGateway();

    protected override Task<ResourceId> AccountAsync() => Task.FromResult(AnAccount.Id("contract"));
}

/// <summary>The real adapter, over HTTP on LocalAzure's management plane.</summary>
public sealed class ApimGatewayContractTests(CleanCloud cloud) : GatewayContract, IClassFixture<CleanCloud>, IAsyncLifetime
{
    protected override IGateway Gateway => cloud.Bench.Gateway;

    public Task InitializeAsync()
    {
        cloud.Bench.Restore(cloud.Start);
        cloud.Bench.Cloud.Clock.Advance(TimeSpan.FromSeconds(30));
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    protected override async Task<ResourceId> AccountAsync()
    {
        await cloud.Bench.DeployAsync("contract", "gpt-4o");
        return Bench.Account("contract");
    }
}

/// <summary>One cloud for all tests, put back before each.</summary>
public sealed class CleanCloud : IAsyncLifetime
{
    internal Bench Bench { get; private set; } = null!;

    internal IReadOnlyList<ArmResource> Start { get; private set; } = [];

    public async Task InitializeAsync()
    {
        Bench = await Bench.StartAsync();
        Start = Bench.Keep();
    }

    public async Task DisposeAsync() => await Bench.DisposeAsync();
}
