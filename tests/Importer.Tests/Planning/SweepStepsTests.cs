using Importer.Configuration;
using Importer.Gateway;
using Importer.Planning;
using Importer.Tests.Builders;

namespace Importer.Tests.Planning;

/// <summary>Which steps a sweep takes, and which it only tells, step by step.</summary>
public sealed class SweepStepsTests
{
    private static readonly Api Leaving = APlan.Api("leaving", APlan.Tag());
    private static readonly FieldDifference Lacks = new("operation", "POST /a", null);
    private static readonly FieldDifference Surplus = new("operation", null, "POST /b");
    private static readonly FieldDifference NewDesign = new("design", "d2", "d1");
    private static readonly FieldDifference NewDocument = new("document", "p2", "p1");

    [Theory]
    [InlineData(DriftMode.Import)]
    [InlineData(DriftMode.Report)]
    public void A_backend_goes_with_the_withdrawals_that_it_waits_for_and_no_other(DriftMode mode)
    {
        var other = APlan.Api("other", APlan.Tag());
        PlannedStep[] steps =
        [
            APlan.Step(ChangeKind.Delete, Leaving) with
            {
                IsAnnounced = true,
            },
            APlan.Step(ChangeKind.Delete, other),
            APlan.Step(ChangeKind.Delete, APlan.Backend("a"), [Leaving.Key]),
            APlan.Step(ChangeKind.Delete, APlan.NamedValue("b"), [Leaving.Key]),
            APlan.Step(ChangeKind.Delete, APlan.Backend("waits-for-both"), [Leaving.Key, other.Key]),
            APlan.Step(ChangeKind.Delete, APlan.Backend("waits-for-nothing")),
            APlan.Step(ChangeKind.Update, APlan.Backend("is-no-deletion"), [Leaving.Key]),
            APlan.Step(ChangeKind.Delete, new ApiTag { Tag = "t", Api = "leaving" }, [Leaving.Key]),
        ];

        Assert.Equal(["leaving", "a", "b"], Taken(steps, mode));
    }

    [Fact]
    public void An_API_grows_by_the_operations_of_a_newer_design_and_by_nothing_else()
    {
        PlannedStep[] steps =
        [
            APlan.Step(ChangeKind.Update, APlan.Api("grown"), null, Lacks, NewDesign),
            APlan.Step(ChangeKind.Update, APlan.Api("grown-with-surplus"), null, Surplus, Lacks, NewDesign),
            APlan.Step(ChangeKind.Update, APlan.Api("of-the-same-design"), null, Lacks),
            APlan.Step(ChangeKind.Update, APlan.Api("lost-one"), null, Surplus, NewDesign),
            APlan.Step(ChangeKind.Update, APlan.Api("new-design-alone"), null, NewDesign),
            APlan.Step(ChangeKind.Update, APlan.Api("new-document"), null, Lacks, NewDesign, NewDocument),
            APlan.Step(ChangeKind.Update, APlan.Backend("no-api"), null, Lacks, NewDesign),
        ];

        Assert.Equal(["grown", "grown-with-surplus"], Taken(steps, DriftMode.Import));
        Assert.Empty(Taken(steps, DriftMode.Report));
        Assert.Equal(steps.Length, Taken(steps, DriftMode.Repair).Count);
    }

    [Fact]
    public void A_role_is_given_only_for_an_API_that_is_made_and_an_identity_only_with_one()
    {
        var role = new RoleGrant
        {
            Account = AnAccount.Id("contoso"),
            RoleId = "r",
            RoleName = "Role",
        };
        var identity = new ServiceIdentity();
        PlannedStep[] without = [APlan.Step(ChangeKind.Create, role), APlan.Step(ChangeKind.Create, identity)];

        Assert.Empty(Taken(without, DriftMode.Import));
        Assert.Equal(
            [role.Key.Name, identity.Key.Name, "new"],
            Taken([.. without, APlan.Step(ChangeKind.Create, APlan.Api("new", APlan.Tag()))], DriftMode.Import)
        );
    }

    private static List<string> Taken(IReadOnlyList<PlannedStep> steps, DriftMode mode)
    {
        var (taken, told) = SweepSteps.Split(steps, APlan.Of([], APlan.State()) with { Sweep = mode });
        Assert.Equal(steps.Count, taken.Count + told.Count);
        return [.. taken.Select(step => step.Key.Name)];
    }
}
