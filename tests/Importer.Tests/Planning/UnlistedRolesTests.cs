using Importer.Configuration;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Planning;

/// <summary>Where role assignments may not be listed, none is granted on a guess, and the run says so.</summary>
public sealed class UnlistedRolesTests
{
    [Theory]
    [InlineData(AccessMode.Ensure)]
    [InlineData(AccessMode.Check)]
    public async Task No_role_is_granted_where_it_cannot_be_seen_which_there_are(AccessMode access)
    {
        var scene = new Scene(TheSettings.With(new ApiProfile { Access = access }));
        scene.Source.Deploy("contoso", "gpt-4o");
        scene.Gateway.UnlistedRoles.Add(AnAccount.Id("contoso"));

        var run = await scene.RunAsync();

        Assert.DoesNotContain(scene.Gateway.Writes, write => write.Contains("Role", StringComparison.Ordinal));
        Assert.Contains("PUT Api contoso-openai", scene.Gateway.Writes);
        Assert.Equal(RunOutcome.Partial, run.Outcome);
        var told = Assert.Single(run.SetAside, aside => aside.Kind == SetAsideKind.Permission);
        Assert.Equal(AnAccount.Id("contoso").Value, told.Deployment);
        Assert.Contains("could not be seen (AuthorizationFailed: may not list)", told.Reason, StringComparison.Ordinal);
        Assert.Contains("Microsoft.Authorization/roleAssignments/read", told.Reason, StringComparison.Ordinal);
        if (access == AccessMode.Ensure)
        {
            Assert.Contains("so none was granted", told.Reason, StringComparison.Ordinal);
            Assert.Contains(
                $"az role assignment create --role {Importer.Design.Roles.OpenAIUser} --assignee-object-id 11111111-1111-1111-1111-111111111111",
                told.Reason,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task A_second_run_writes_nothing_and_one_that_can_list_grants_it()
    {
        var scene = new Scene();
        scene.Source.Deploy("contoso", "gpt-4o");
        scene.Gateway.UnlistedRoles.Add(AnAccount.Id("contoso"));
        await scene.RunAsync();
        scene.Gateway.Writes.Clear();

        await scene.RunAsync();
        Assert.Empty(scene.Gateway.Writes);

        scene.Gateway.UnlistedRoles.Clear();
        var run = await scene.RunAsync();

        Assert.Equal(RunOutcome.Succeeded, run.Outcome);
        Assert.Contains("Role", Assert.Single(scene.Gateway.Writes), StringComparison.Ordinal);
        Assert.DoesNotContain(run.SetAside, aside => aside.Kind == SetAsideKind.Permission);
    }

    [Fact]
    public void It_is_drift_that_requires_action()
    {
        var run = new RunReport
        {
            Id = "run-00000001",
            Reason = RunReason.Drift,
            Mode = RunMode.Apply,
            StartedAt = DateTimeOffset.UnixEpoch,
            Outcome = RunOutcome.Partial,
            SetAside = [new RunSetAside(AnAccount.Id("contoso").Value, "could not be seen") { Kind = SetAsideKind.Permission }],
        };

        var drift = DriftReports.From(run, DateTimeOffset.UnixEpoch);

        Assert.Equal((DriftKind.Permission, DriftAction.Reported), (Assert.Single(drift.Items).Kind, drift.Items[0].Action));
        Assert.False(drift.InSync);
    }
}
