using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Fleets;

/// <summary>Breaker events of the gateway, from two instances of it, over the real worker.</summary>
[Collection(nameof(FleetCloud))]
public sealed class FleetBreakerTests(FleetCloud cloud)
{
    private const string Opened = "Microsoft.ApiManagement.CircuitBreaker.Opened";
    private const string Closed = "Microsoft.ApiManagement.CircuitBreaker.Closed";

    [Fact]
    public async Task A_member_that_went_without_a_word_is_found_by_its_breaker_and_the_alias_goes_on_answering()
    {
        const string Model = "o1";
        await cloud.StartAsync(Model, "fleet-silent", "fleet-stands");
        Assert.Equal(2, (await cloud.MembersAsync(Model)).Count);
        await cloud.Control.SetGatewayAsync(Watched);
        try
        {
            await cloud.Control.DeliverAsync(drop: 1);
            await cloud.Arm.DeleteDeploymentAsync("fleet-silent", Model);
            await cloud.SettleAsync();
            await cloud.Control.DeliverAsync();
            Assert.Equal(2, (await cloud.MembersAsync(Model)).Count);
            var mark = await cloud.Control.MarkAsync();

            // Two members in turn: one of two calls meets the one that is gone.
            for (var calls = 0; calls < 4; calls++)
            {
                var reply = await cloud.ChatAsync(Model);
                Assert.True(reply.IsSuccess, reply.ToString());
            }

            await cloud.SettleAsync();

            Assert.Equal([$"ai--fleet-stands--{Model}"], await cloud.MembersAsync(Model));
            Assert.Equal(
                [
                    $"PUT backends/ai--fleet-silent--{Model}",
                    $"PUT backends/ai--{Model}",
                    $"PUT backends/ai--{Model}--rest",
                    $"DELETE backends/ai--fleet-silent--{Model}",
                ],
                await cloud.FleetWritesAsync(mark)
            );
            Assert.Equal(HttpStatusCode.OK, (await cloud.ChatAsync(Model)).Status);
            await cloud.NothingMoreAsync();
        }
        finally
        {
            await cloud.Control.DeliverAsync();
            await cloud.Control.SetGatewayAsync([]);
        }
    }

    [Fact]
    public async Task A_member_that_is_throttled_opens_and_closes_and_the_runs_find_nothing_to_do()
    {
        const string Model = "o3-mini";
        await cloud.StartAsync(Model, "fleet-busy", "fleet-idle");
        await cloud.NothingMoreAsync();
        await cloud.Control.SetGatewayAsync(Watched);
        try
        {
            await cloud.Control.FailDeploymentAsync(
                new JsonObject
                {
                    ["account"] = "fleet-busy",
                    ["status"] = 429,
                    ["retryAfter"] = 60,
                }
            );
            var mark = await cloud.Control.MarkAsync();
            for (var calls = 0; calls < 4; calls++)
            {
                Assert.True((await cloud.ChatAsync(Model)).IsSuccess);
            }

            await cloud.SettleAsync();
            await cloud.Control.MendDeploymentsAsync("fleet-busy");
            await cloud.CloseBreakersAsync();

            // Each instance tells in its own time that it has closed; quiet before that is no end.
            await Patience.UntilAsync(
                "both instances to tell that the breaker has closed",
                async () => (await ToldAsync(mark)).Count(type => type == Closed) == 2 ? "told" : null,
                cloud.Control.TellAsync
            );
            await cloud.SettleAsync();

            Assert.Equal([Closed, Closed, Opened, Opened], (await ToldAsync(mark)).Order(StringComparer.Ordinal));
            Assert.Empty(await cloud.Control.WritesAsync(mark));
            Assert.Equal(2, (await cloud.MembersAsync(Model)).Count);

            // One look at the account for each event or fewer, no test call, and the backend is read once for all of them.
            var arm = (await cloud.Control.JournalAsync("arm", mark)).Where(call => call.IsByImporter).ToList();
            Assert.InRange(arm.Count(call => call.Path.Contains("/accounts/fleet-busy/deployments?", StringComparison.Ordinal)), 1, 3);
            Assert.Single(arm, call => call.Path.Contains($"/backends/ai--fleet-busy--{Model}?", StringComparison.Ordinal));
            Assert.DoesNotContain(await cloud.Control.JournalAsync("gateway", mark), call => call.IsByImporter);
            await cloud.NothingMoreAsync();
        }
        finally
        {
            await cloud.Control.MendDeploymentsAsync("fleet-busy");
            await cloud.Control.SetGatewayAsync([]);
        }
    }

    private async Task<IReadOnlyList<string>> ToldAsync(long mark) =>
        [.. (await cloud.Control.JournalAsync("eventgrid", mark)).Select(call => (string)call.Json["body"]![0]!["eventType"]!)];

    private static JsonObject Watched => new() { ["breakerEventsTo"] = "BreakerChanged", ["instances"] = 2 };
}
