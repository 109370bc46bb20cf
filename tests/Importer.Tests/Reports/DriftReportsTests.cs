using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;

namespace Importer.Tests.Reports;

public sealed class DriftReportsTests
{
    [Theory]
    [InlineData(ChangeKind.Create, ResourceKind.Api, StepOutcome.Planned, DriftKind.Missing, DriftAction.Reported)]
    [InlineData(ChangeKind.Update, ResourceKind.Policy, StepOutcome.Planned, DriftKind.Changed, DriftAction.Reported)]
    [InlineData(ChangeKind.Delete, ResourceKind.Api, StepOutcome.Planned, DriftKind.Orphan, DriftAction.Reported)]
    [InlineData(ChangeKind.Create, ResourceKind.Role, StepOutcome.Done, DriftKind.Permission, DriftAction.Repaired)]
    [InlineData(ChangeKind.Update, ResourceKind.Identity, StepOutcome.Failed, DriftKind.Permission, DriftAction.Reported)]
    [InlineData(ChangeKind.Update, ResourceKind.Backend, StepOutcome.HeldBack, DriftKind.Changed, DriftAction.Reported)]
    public void A_step_is_one_item(ChangeKind change, ResourceKind kind, StepOutcome outcome, DriftKind drift, DriftAction action)
    {
        var report = DriftReports.From(ARun.Of() with { Steps = [ARun.Step(change, kind, outcome)] }, ARun.Time);

        var item = Assert.Single(report.Items);
        Assert.Equal((drift, action, action == DriftAction.Repaired), (item.Kind, item.Action, report.InSync));
        Assert.NotEmpty(item.Reason);
        Assert.Equal(outcome == StepOutcome.Planned, item.Fix is not null);
    }

    [Theory]
    [InlineData(SetAsideKind.LeftOut, null, true)]
    [InlineData(SetAsideKind.Kept, DriftKind.Orphan, true)]
    [InlineData(SetAsideKind.Conflict, DriftKind.Conflict, false)]
    [InlineData(SetAsideKind.Permission, DriftKind.Permission, false)]
    [InlineData(SetAsideKind.Missing, DriftKind.Missing, false)]
    [InlineData(SetAsideKind.Unread, null, false)]
    [InlineData(SetAsideKind.Document, DriftKind.Changed, false)]
    public void What_is_left_alone_is_an_item_where_somebody_should_know(SetAsideKind kind, DriftKind? drift, bool inSync)
    {
        var report = DriftReports.From(ARun.Of() with { SetAside = [new RunSetAside("x", "a sentence") { Kind = kind }] }, ARun.Time);

        Assert.Equal((drift, inSync), (report.Items.SingleOrDefault()?.Kind, report.InSync));
    }

    [Fact]
    public void What_is_left_to_people_is_told_as_ignored_and_in_sync()
    {
        var changed = new LastChange(ARun.Time, "User", null);
        var report = DriftReports.From(
            ARun.Of() with
            {
                Ignored =
                [
                    new()
                    {
                        Change = ChangeKind.Update,
                        Kind = ResourceKind.Api,
                        Name = "contoso-openai",
                        Differences = [new("displayName", "a", "b")],
                        LastChange = changed,
                    },
                ],
            },
            ARun.Time
        );

        var item = Assert.Single(report.Items);
        Assert.Equal(
            (DriftKind.Changed, "API contoso-openai", DriftAction.Ignored, changed, null, true),
            (item.Kind, item.Resource, item.Action, item.LastChange, item.Fix, report.InSync)
        );
    }

    [Fact]
    public void A_document_that_is_not_the_pinned_one_is_an_item_that_no_import_puts_right()
    {
        var aside = new RunSetAside("contoso-openai", "look at what changed")
        {
            Kind = SetAsideKind.Document,
            Differences = [new("document", "a", "b")],
        };

        var item = Assert.Single(DriftReports.From(ARun.Of() with { SetAside = [aside] }, ARun.Time).Items);

        Assert.Equal(("API contoso-openai", "look at what changed", null), (item.Resource, item.Reason, item.Fix));
        Assert.Equal(new("document", "a", "b"), Assert.Single(item.Differences));
    }

    [Theory]
    [InlineData(RunOutcome.Failed)]
    [InlineData(RunOutcome.Refused)]
    public void A_run_that_was_stopped_is_not_in_sync(RunOutcome outcome) =>
        Assert.False(DriftReports.From(ARun.Of(outcome: outcome) with { Error = "no" }, ARun.Time).InSync);
}
