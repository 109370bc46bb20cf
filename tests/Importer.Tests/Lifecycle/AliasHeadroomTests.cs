using Importer.Lifecycle;
using Importer.Tests.Builders;

namespace Importer.Tests.Lifecycle;

/// <summary>What an alias is left with when an account or a region goes.</summary>
public sealed class AliasHeadroomTests
{
    [Fact]
    public void Each_account_and_each_region_has_its_loss_and_the_one_that_leaves_nobody_comes_first()
    {
        var losses = AliasHeadroom.Of([
            Member("a", "gpt-4o", "swedencentral", "GlobalProvisionedManaged", 100),
            Member("a", "gpt-4o-std", "swedencentral", "GlobalStandard", 30),
            Member("b", "gpt-4o", "Sweden Central", "GlobalStandard", 50),
        ]);

        Assert.Equal(
            [
                "if region swedencentral goes, no member is left and calls are answered with 503",
                "if account a goes, 1 of 3 members are left, with 0 of 100 PTUs (100 cannot be carried) and 50 of 80 standard units",
                "if account b goes, 2 of 3 members are left, with 100 of 100 PTUs and 30 of 80 standard units (20 cannot be carried)",
            ],
            losses.Select(loss => loss.Sentence)
        );
        Assert.Equal([0, 1, 2], losses.Select(loss => loss.MembersLeft));
    }

    [Fact]
    public void PTUs_and_standard_units_are_never_added_up()
    {
        var loss = Of(
                PlaceKind.Account,
                "/a",
                Member("a", "gpt-4o", "westus", "DataZoneProvisionedManaged", 100),
                Member("b", "gpt-4o", "eastus", "DataZoneStandard", 100_000)
            )
            .Single();

        Assert.Equal([new CapacityLoss("PTU", 100, 0, 100, 0), new CapacityLoss("standard unit", 0, 100_000, 0, 0)], loss.Capacity);
    }

    [Fact]
    public void Capacity_that_is_not_known_is_said_to_be_and_carries_nothing()
    {
        var loss = Of(
                PlaceKind.Account,
                "/a",
                Member("a", "gpt-4o", "westus", "GlobalStandard", 40),
                Member("b", "gpt-4o", "eastus", "GlobalStandard", null),
                Member("c", "gpt-4o", "eastus", "GlobalProvisionedManaged", null)
            )
            .Single();

        Assert.Equal(
            "if account a goes, 2 of 3 members are left, with 1 member whose capacity in PTUs is not known and 0 of 40 standard units (40 cannot be carried by what is known) and 1 member whose capacity in standard units is not known",
            loss.Sentence
        );
        Assert.Equal([1, 1], loss.Capacity.Select(one => one.Unknown));
    }

    [Fact]
    public void Of_all_losses_the_worst_account_and_the_worst_region_are_told_first()
    {
        var losses = AliasHeadroom.Of([
            Member("a", "gpt-4o", "westus", "GlobalStandard", 10),
            Member("b", "gpt-4o", "westus", "GlobalStandard", 60),
            Member("c", "gpt-4o", "eastus", "GlobalStandard", 20),
        ]);

        Assert.Equal(["westus", "b"], AliasHeadroom.Worst(losses).Select(loss => loss.Place.Split('/')[^1]));
        Assert.Equal(5, losses.Count);
    }

    [Fact]
    public void An_alias_without_a_member_has_nothing_to_lose() => Assert.Empty(AliasHeadroom.Of([]));

    private static IEnumerable<PlaceLoss> Of(PlaceKind kind, string place, params MemberCapacity[] members) =>
        AliasHeadroom.Of(members).Where(loss => loss.Kind == kind && loss.Place.EndsWith(place, StringComparison.Ordinal));

    private static MemberCapacity Member(string account, string name, string region, string sku, int? capacity) =>
        new(ADeployment.Of(name, account).Id.Value, region, sku, capacity);
}
