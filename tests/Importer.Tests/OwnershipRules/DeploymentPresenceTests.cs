using Importer.Deployments;
using Importer.Health;
using Importer.Reconciliation;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.OwnershipRules;

/// <summary>Whether a deployment was deleted while it is tested: a reading says it, and a failed one says nothing.</summary>
public sealed class DeploymentPresenceTests
{
    private readonly InMemorySource _source = new();
    private readonly HandClock _clock = new();
    private readonly DeploymentPresence _presence;

    public DeploymentPresenceTests() => _presence = new(_source, _clock);

    [Fact]
    public async Task One_that_stands_is_not_gone_and_its_neighbour_is()
    {
        _source.Put(AnAccount.With("contoso", "gpt-4o"));

        Assert.False(await IsGoneAsync("gpt-4o"));
        Assert.True(await IsGoneAsync("o3-mini"));
    }

    [Fact]
    public async Task One_that_is_being_deleted_is_gone()
    {
        _source.Put(AnAccount.Named("contoso", ADeployment.Of("gpt-4o", "contoso") with { ProvisioningState = "Deleting" }));

        Assert.True(await IsGoneAsync("gpt-4o"));
    }

    [Fact]
    public async Task A_failed_reading_proves_nothing()
    {
        _source.Unread.Add(new(AnAccount.Id("contoso"), "no answer", MayPass: true));

        Assert.False(await IsGoneAsync("gpt-4o"));
    }

    [Fact]
    public async Task A_reading_is_shared_for_five_seconds()
    {
        _source.Put(AnAccount.With("contoso", "gpt-4o"));
        await IsGoneAsync("gpt-4o");
        _clock.Advance(TimeSpan.FromSeconds(5));
        await IsGoneAsync("o3-mini");
        Assert.Equal(1, _source.Reads);

        _source.Delete("contoso", "gpt-4o");
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await IsGoneAsync("gpt-4o"));
        Assert.Equal(2, _source.Reads);
    }

    private Task<bool> IsGoneAsync(string model) =>
        _presence.IsGoneAsync(
            new ProbeTarget
            {
                Deployment = ADeployment.Of(model, "contoso"),
                Api = "contoso-openai",
                Path = "contoso/openai",
                Compatibility = Compatibility.AzureOpenAI,
                ApiVersion = "2024-10-21",
                KeyHeader = "api-key",
            },
            CancellationToken.None
        );
}
