using LocalAzure.Foundry;
using LocalAzure.Load;
using LocalAzure.Tests.Gateway;
using LocalAzure.Tests.Gateway.Fleet;

namespace LocalAzure.Tests.Load;

/// <summary>Constant calls of a pool while its members fail.</summary>
public sealed class LoadGeneratorTests : FleetTest
{
    [Fact]
    public async Task A_member_that_throttles_for_hours_and_one_that_is_deleted_cost_no_call()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1), ("northwind", 2, 1));
        await using var load = LoadGenerator.Start(Options(Chat("gpt-4o"), Chat("gpt-4o", stream: true)));
        await load.MoreAsync(40);
        Scene.Cloud.Cloud.DeploymentFaults.Add(
            new DeploymentFault
            {
                Account = "contoso",
                Status = 429,
                RetryAfter = 7200,
                For = TimeSpan.FromHours(2),
            }
        );
        await load.MoreAsync(40);
        await Scene.Cloud.DeleteAsync($"{CloudUnderTest.Accounts}/fabrikam/deployments/gpt-4o");
        await load.MoreAsync(40);

        var report = await load.StopAsync();

        Assert.True(report.Failures == 0, report.ToString());
        Assert.True(report.Calls >= 120);
        Assert.Equal(["contoso", "fabrikam", "northwind"], report.Aliases["gpt-4o"].ByMember.Keys.Order());
        Assert.True(report.Aliases["gpt-4o"].Percentile(0.5) > TimeSpan.Zero);
    }

    [Fact]
    public async Task Failures_are_counted_by_alias_with_what_was_said()
    {
        await PoolAsync(("contoso", 1, 1));
        await using var load = LoadGenerator.Start(Options(Chat("gpt-4o"), Chat("gone")));
        await load.MoreAsync(20);

        var report = await load.StopAsync();

        Assert.DoesNotContain(report.Aliases["gpt-4o"].Failed, call => call.Status != 503);
        Assert.NotEmpty(report.Aliases["gone"].Failed);
        Assert.Equal(report.Aliases["gone"].Calls, report.Aliases["gone"].Failed.Count);
        Assert.Contains("gone: ", report.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            report.Aliases["gone"].Failed,
            call => call.Reason.Contains("DeploymentNotFound", StringComparison.Ordinal) || call.Status == 503
        );
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_a_failure_though_it_began_with_200()
    {
        await using var backend = await BreakingBackend.StartAsync();
        await Scene.AddBackendAsync("breaking", backend.Url);
        await Scene.PolicyAsync(
            """<base /><set-backend-service backend-id="breaking" />""",
            backend: "<forward-request buffer-response=\"false\" />"
        );
        await using var load = LoadGenerator.Start(Options(Chat("gpt-4o", stream: true)));
        await load.MoreAsync(3);

        var report = await load.StopAsync();

        Assert.Equal(report.Calls, report.Failures);
        Assert.All(report.Aliases["gpt-4o"].Failed, call => Assert.Equal(200, call.Status));
    }

    [Fact]
    public async Task A_call_that_never_ends_is_a_failure_after_its_patience()
    {
        await PoolAsync(("contoso", 1, 1));
        await Scene.PolicyAsync(Inbound + """<set-backend-service backend-id="contoso" />""");
        Slow("contoso", times: int.MaxValue);
        await using var load = LoadGenerator.Start(Options(Chat("gpt-4o")) with { Parallel = 1, Patience = TimeSpan.FromMilliseconds(50) });
        await load.MoreAsync(1);

        var failed = (await load.StopAsync()).Aliases["gpt-4o"].Failed[0];

        Assert.Null(failed.Status);
        Assert.Contains("no end within", failed.Reason, StringComparison.Ordinal);
    }

    private static LoadTarget Chat(string alias, bool stream = false) =>
        LoadTarget.InPath(GatewayScene.ApiPath, alias, "2024-10-21", stream);

    private LoadOptions Options(params LoadTarget[] targets) =>
        new()
        {
            Gateway = Scene.Cloud.Cloud.Options.Gateway,
            Key = Scene.MasterKey,
            Targets = targets,
            Parallel = 4,
            MemberHeader = "x-member",
        };
}
