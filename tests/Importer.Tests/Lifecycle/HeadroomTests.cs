using Importer.Deployments;
using Importer.Lifecycle;
using Importer.Tests.Builders;

namespace Importer.Tests.Lifecycle;

/// <summary>What capacity there is, what of it serves nothing, and what cannot be carried when a part goes.</summary>
public sealed class HeadroomTests
{
    private static readonly string Subscription = AnAccount.Subscription.Split('/')[2];

    [Fact]
    public void Capacity_is_added_up_by_model_and_SKU_over_accounts_and_locations()
    {
        var found = Of(Deployed("a", "swedencentral", 30), Deployed("b", "swedencentral", 20), Deployed("c", "eastus", 10)).Single();

        Assert.Equal((60, 3, 2), (found.Capacity, found.Accounts.Count, found.Regions.Count));
        Assert.Equal((0, 40), (found.NotCarriedWithoutAccount, found.NotCarriedWithoutRegion));
        Assert.Equal(
            [
                "gpt-4o as GlobalStandard: 60 in 3 accounts and 2 locations; how much quota is free is not known",
                "gpt-4o as GlobalStandard: if swedencentral goes, 40 of its 50 cannot be carried elsewhere",
            ],
            found.Sentences
        );
    }

    [Fact]
    public void Of_one_account_nothing_can_be_carried_by_another()
    {
        var found = Of(Deployed("a", "swedencentral", 30)).Single();

        Assert.Equal((30, 30), (found.NotCarriedWithoutAccount, found.NotCarriedWithoutRegion));
        Assert.Equal("gpt-4o as GlobalStandard: if a goes, 30 of its 30 cannot be carried by the others", found.Sentences[1]);
        Assert.Equal(2, found.Sentences.Count);
    }

    [Fact]
    public void Quota_is_told_by_name_and_location_by_the_name_that_the_list_gives()
    {
        ModelList[] models =
        [
            new()
            {
                Subscription = Subscription,
                Location = "swedencentral",
                ReadAt = DateTimeOffset.UnixEpoch,
                Models =
                [
                    new()
                    {
                        Format = "OpenAI",
                        Name = "gpt-4o",
                        Version = "1",
                        Skus = [new("GlobalStandard", null, "OpenAI.GlobalStandard.gpt4o")],
                    },
                ],
            },
        ];
        UsageList[] usages =
        [
            Quotas("swedencentral", new QuotaUsage("OpenAI.GlobalStandard.gpt4o", 30, 450)),
            Quotas("eastus", new QuotaUsage("OpenAI.GlobalStandard.gpt-4o", 12, 10)),
        ];

        var found = Headroom
            .Of(Inventory(Deployed("a", "swedencentral", 30), Deployed("c", "eastus", 10)), models, usages, new HashSet<string>())
            .Single();

        Assert.Equal(
            [new("OpenAI.GlobalStandard.gpt4o", "swedencentral", 30, 420), new("OpenAI.GlobalStandard.gpt-4o", "eastus", 12, 0)],
            found.Quotas
        );
        Assert.Contains(
            "OpenAI.GlobalStandard.gpt4o in swedencentral: 30 used, 420 free; OpenAI.GlobalStandard.gpt-4o in eastus: 12 used, 0 free",
            found.Sentences[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Unknown_capacity_is_said_and_not_taken_for_none()
    {
        var found = Of(Deployed("a", "swedencentral", 30), Deployed("b", "swedencentral", null)).Single();

        Assert.Contains(
            "30 in 2 accounts and 1 location, without 1 deployment of unknown capacity",
            found.Sentences[0],
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("GlobalProvisionedManaged", true, false, true)]
    [InlineData("GlobalProvisionedManaged", false, true, true)]
    [InlineData("GlobalProvisionedManaged", false, false, false)]
    [InlineData("GlobalStandard", true, true, false)]
    public void Provisioned_capacity_that_no_call_reaches_is_told(string sku, bool unreached, bool paused, bool isIdle)
    {
        var one = Deployed("a", "swedencentral", 50);
        var deployment = one.Deployments[0] with { Sku = sku, Paused = paused };

        var found = Headroom
            .Of(
                Inventory(one with { Deployments = [deployment] }),
                [],
                [],
                unreached ? new HashSet<string> { deployment.Id.Value } : new HashSet<string>()
            )
            .Single();

        Assert.Equal(isIdle, found.Idle.Count == 1);
        Assert.Equal(
            isIdle,
            found
                .Sentences[^1]
                .Contains(
                    "a/gpt-4o is provisioned, which costs by the hour, and no call through the gateway reaches it",
                    StringComparison.Ordinal
                )
        );
    }

    private static IReadOnlyList<ModelCapacity> Of(params AccountInventory[] accounts) =>
        Headroom.Of(Inventory(accounts), [], [], new HashSet<string>());

    private static Inventory Inventory(params AccountInventory[] accounts) => new() { Accounts = accounts, Covered = [] };

    private static UsageList Quotas(string location, params QuotaUsage[] quotas) =>
        new()
        {
            Subscription = Subscription,
            Location = location,
            ReadAt = DateTimeOffset.UnixEpoch,
            Quotas = quotas,
        };

    private static AccountInventory Deployed(string account, string region, int? capacity) =>
        new(AnAccount.Account(account) with { Region = region }, [ADeployment.Of("gpt-4o", account) with { Capacity = capacity }]);
}
