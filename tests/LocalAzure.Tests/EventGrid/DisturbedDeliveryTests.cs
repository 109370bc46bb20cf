using System.Net;
using LocalAzure.Tests.FunctionsHost;
using static LocalAzure.Tests.EventGrid.DeliveryScene;

namespace LocalAzure.Tests.EventGrid;

public sealed class DisturbedDeliveryTests
{
    [Fact]
    public async Task Duplicates_shuffling_and_delay_are_as_asked_and_end_with_a_reset()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        await SetAsync(host, """{"duplicate":2,"shuffle":true,"seed":7,"delayMs":50}""");
        foreach (var name in Names)
        {
            host.Cloud.Operations.Raise(Write(name));
        }

        var seen = new List<string>();
        for (var i = 0; i < 3 * Names.Count; i++)
        {
            seen.Add(((string)(await host.Script.NextAsync()).Data!["subject"]!).Split('/')[^1]);
        }

        Assert.All(Names, name => Assert.Equal(3, seen.Count(one => one == name)));
        Assert.NotEqual(seen.Order(), seen);

        await SetAsync(host, "{}");
        host.Cloud.Operations.Raise(Write("last"));
        Assert.EndsWith("/last", (string?)(await host.Script.NextAsync()).Data!["subject"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dropped_events_are_lost_for_good()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        await SetAsync(host, """{"drop":2}""");
        foreach (var name in Names.Take(3))
        {
            host.Cloud.Operations.Raise(Write(name));
        }

        Assert.EndsWith($"/{Names[2]}", (string?)(await host.Script.NextAsync()).Data!["subject"], StringComparison.Ordinal);
        Assert.Equal(["lost", "lost"], (await EventsAsync(host)).Take(2).Select(one => (string?)one!["state"]));
        Assert.Empty((await EventsAsync(host))[0]!["deliveries"]!.AsArray());
    }

    [Fact]
    public async Task A_share_of_the_events_is_lost_by_chance_and_the_seed_says_which()
    {
        Assert.Equal(await LostAsync(), await LostAsync());
        Assert.InRange((await LostAsync()).Count, 10, 90);

        static async Task<IReadOnlyList<int>> LostAsync()
        {
            using var app = App();
            await using var host = await HostUnderTest.StartAsync(app);
            await SetAsync(host, """{"lose":0.5,"seed":7}""");
            foreach (var number in Enumerable.Range(0, 100))
            {
                host.Cloud.Operations.Raise(Write($"model-{number}"));
            }

            return [.. (await EventsAsync(host)).Index().Where(one => (string?)one.Item!["state"] == "lost").Select(one => one.Index)];
        }
    }

    [Theory]
    [InlineData("""{"duplicates":1}""")]
    [InlineData("""{"schema":"Other"}""")]
    [InlineData("""{"drop":-1}""")]
    [InlineData("""{"lose":1.5}""")]
    [InlineData("nonsense")]
    public async Task Settings_that_are_not_understood_are_refused(string body)
    {
        await using var cloud = await CloudUnderTest.StartAsync();

        using var answer = await cloud.Arm.PostAsync(new Uri("/_local/events", UriKind.Relative), new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
