using System.Globalization;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests;

/// <summary>
/// What is busy for three quarters of an hour is waited for, with the waits that are documented, and then everything is there without a
/// person.
/// </summary>
[Collection(nameof(DisturbedCloud))]
public sealed class PatienceTests(DisturbedCloud cloud)
{
    private static readonly TimeSpan Busy = TimeSpan.FromMinutes(45);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    // 30 s, doubled each time, a quarter of an hour at most: docs/operations.md.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(4),
        TimeSpan.FromMinutes(8),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(15),
    ];

    [Fact]
    public Task A_service_that_is_updated_for_45_minutes_gets_everything_afterwards_without_a_person() =>
        WaitAsync(
            "updated",
            () => cloud.Control.ForceAsync(ArmDriver.Service, "Updating"),
            () => cloud.Control.ForceAsync(ArmDriver.Service, "Succeeded")
        );

    [Fact]
    public Task A_management_plane_that_throttles_for_45_minutes_gets_everything_afterwards_without_a_person() =>
        WaitAsync(
            "throttled",
            () =>
                cloud.Control.BreakAsync(
                    "arm",
                    "providers/Microsoft.ApiManagement/service/contoso-apim(/|\\?)",
                    new JsonObject
                    {
                        ["status"] = 429,
                        ["headers"] = new JsonObject { ["Retry-After"] = "60" },
                        ["body"] = new JsonObject
                        {
                            ["error"] = new JsonObject { ["code"] = "TooManyRequests", ["message"] = "The request is being throttled." },
                        },
                    }
                ),
            cloud.Control.ClearFaultsAsync
        );

    private async Task WaitAsync(string account, Func<Task> disturb, Func<Task> end)
    {
        await cloud.Arm.PutAccountAsync(account);
        await cloud.SettleAsync();
        var poison = await cloud.Control.PoisonAsync();
        var mark = await cloud.Control.MarkAsync();
        await disturb();
        try
        {
            // Only now: the event of a deployment that is there may be on its way before anybody disturbs it.
            await cloud.Arm.DeployAsync(account, "gpt-4o");
            await PassAsync(Busy);
            Assert.Empty(await cloud.Control.WritesAsync(mark));
        }
        finally
        {
            await end();
        }

        await PassAsync(Waits[^1]);
        Assert.Equal([new($"{account}-openai", $"{account}/openai")], await cloud.Arm.ApisOfAsync(account));
        Assert.Equal(poison, await cloud.Control.PoisonAsync());
        var run = await cloud.Importer.RunAsync(ArmDriver.Deployment(account, "gpt-4o"), run => run.Outcome == "succeeded");
        Assert.Null(run.Error);
        Judge(await AttemptsAsync(mark));
    }

    // Time goes by in small steps, and what comes in one is worked before the next begins.
    private async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            await cloud.Control.AdvanceAsync(Step);
            await Patience.UntilAsync(
                "the queue to come to rest",
                async () => await cloud.Control.RequestsAsync() is (0, 0, _) && !await cloud.Control.IsDeliveringAsync() ? "rest" : null,
                cloud.Control.TellAsync
            );
        }
    }

    private async Task<IReadOnlyList<DateTimeOffset>> AttemptsAsync(long mark) =>
        [
            .. (await cloud.Control.JournalAsync("host", mark))
                .Where(call => call.Path == "/ImportDeployments")
                .Select(call => (DateTimeOffset)call.Json["time"]!),
        ];

    private static void Judge(IReadOnlyList<DateTimeOffset> attempts)
    {
        var waits = attempts.Zip(attempts.Skip(1), (one, next) => next - one).ToList();
        Assert.True(waits.Count is 6 or 7, string.Join(", ", waits));
        Assert.All(
            waits.Zip(Waits),
            pair =>
                Assert.True(
                    pair.First >= pair.Second - TimeSpan.FromSeconds(1) && pair.First <= pair.Second + Step + TimeSpan.FromSeconds(20),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"waited {pair.First} where {pair.Second} is documented; all: {string.Join(", ", waits)}"
                    )
                )
        );
    }
}
