using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Planning;
using Importer.Reconciliation;
using Importer.Resources;
using Importer.Tests.Builders;

namespace Importer.Tests.OwnershipRules;

/// <summary>What a run may do with what carries an ownership tag: serving, gone, unknown or not its own.</summary>
public sealed class OwnershipResolverTests
{
    private static readonly ResourceId Account = AnAccount.Id("contoso");

    [Theory]
    [InlineData("contoso/openai", null, "gpt-4o", nameof(Ownership.Serving))]
    [InlineData("contoso/openai", null, "Llama-3.3-70B-Instruct", nameof(Ownership.Gone))]
    [InlineData("contoso/models", null, "Llama-3.3-70B-Instruct", nameof(Ownership.Serving))]
    [InlineData("house/chat", "AzureOpenAI", "Llama-3.3-70B-Instruct", nameof(Ownership.Gone))]
    [InlineData("house/openai", "AzureAI", "Llama-3.3-70B-Instruct", nameof(Ownership.Serving))]
    public void An_API_serves_what_its_compatibility_takes(string path, string? adoptedAs, string model, string expected) =>
        Assert.Equal(expected, Of(new(Account, "d") { AdoptedAs = adoptedAs }, AnApi(path), AnAccount.With("contoso", model)).ToString());

    [Fact]
    public void Whatever_is_no_API_serves_every_model() =>
        Assert.Equal(Ownership.Serving, Of(new(Account, "d"), null, AnAccount.With("contoso", "Llama-3.3-70B-Instruct")));

    [Fact]
    public void What_one_deployment_stands_behind_goes_with_that_one()
    {
        var standing = AnAccount.With("contoso", "gpt-4o", "o3-mini");

        Assert.Equal(Ownership.Serving, Of(new(Account.Child("deployments", "gpt-4o"), "d"), AnApi("contoso/openai"), standing));
        Assert.Equal(Ownership.Gone, Of(new(Account.Child("deployments", "gpt-5"), "d"), AnApi("contoso/openai"), standing));
    }

    // An account of that host stands inside of the scopes; whether it is the one from elsewhere is not for this importer to say.
    [Fact]
    public void What_lies_outside_of_the_scopes_is_another_importers_wherever_its_host_is_now()
    {
        var here = AnAccount.In("rg-ai", "contoso", "gpt-4o");
        var tag = new OwnershipTag(AnAccount.Id("contoso", "rg-far"), "d") { Host = here.Account.Host };
        var settings = TheSettings.Default with { Scopes = [AnAccount.Id("contoso").Parent(), AnAccount.Id("other", "rg-more").Parent()] };
        var resolver = new OwnershipResolver(Inventory(here), settings);

        Assert.Equal(Ownership.Foreign, resolver.Of(tag, AnApi("contoso/openai")));
        Assert.False(resolver.IsSameOwner(tag, new(here.Account.Id, "d") { Host = here.Account.Host }));
        Assert.Equal(Ownership.Serving, resolver.Of(new(here.Account.Id, "d"), AnApi("contoso/openai")));
    }

    [Theory]
    [InlineData("ai", "ai--openai", nameof(Ownership.Foreign))]
    [InlineData("ai", "ai--openai-v1", nameof(Ownership.Gone))]
    [InlineData("ai", "ai-probe", nameof(Ownership.Foreign))]
    [InlineData("v1", "v1--openai-v1", nameof(Ownership.Foreign))]
    [InlineData("v1", "v1--openai", nameof(Ownership.Gone))]
    [InlineData("left", "left--openai", nameof(Ownership.Gone))]
    public void An_API_of_a_fleet_goes_with_the_setting_that_asked_for_it(string fleet, string api, string expected)
    {
        var settings = TheSettings.Default with
        {
            Fleets = [AFleet("ai", Compatibility.AzureOpenAI), AFleet("v1", Compatibility.AzureOpenAIV1)],
        };
        var tag = new OwnershipTag(settings.Scopes[0], "d") { Fleet = fleet };

        Assert.Equal(expected, new OwnershipResolver(Inventory(), settings).Of(tag, AnApi("ai/openai") with { Id = api }).ToString());
        Assert.Equal(Ownership.Foreign, new OwnershipResolver(Inventory(), settings).Of(tag, null));
    }

    private static FleetSettings AFleet(string name, Compatibility compatibility) =>
        new()
        {
            Name = name,
            Path = name,
            Match = new() { Account = "*" },
            Compatibility = [compatibility],
        };

    private static Api AnApi(string path) =>
        new()
        {
            Id = path.Replace('/', '-'),
            DisplayName = path,
            Path = path,
        };

    private static Ownership Of(OwnershipTag tag, Api? api, AccountInventory standing) =>
        new OwnershipResolver(Inventory(standing), TheSettings.Default).Of(tag, api);

    private static Inventory Inventory(params AccountInventory[] accounts) =>
        new() { Accounts = accounts, Covered = TheSettings.Default.Scopes };
}
