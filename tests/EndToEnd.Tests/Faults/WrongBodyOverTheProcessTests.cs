using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Faults;

/// <summary>
/// The list of an account's deployments is answered 200 with a body that is no such list, over the real process: the live API stands, calls
/// go
/// on through it, and the run says that it could not read.
/// </summary>
[Collection(nameof(DisturbedCloud))]
public sealed class WrongBodyOverTheProcessTests(DisturbedCloud cloud)
{
    private const string Account = "unread";
    private const string Model = "gpt-4o";

    public static TheoryData<string> Bodies => ["HTML", "empty", "empty object", "value null", "error", "truncated", "item without id"];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_live_api_stands_and_the_run_says_so(string body)
    {
        var account = ArmDriver.Account(Account);
        await cloud.Arm.PutAccountAsync(Account);
        await cloud.Arm.DeployAsync(Account, Model);
        await cloud.SettleAsync();
        var standing = await cloud.Arm.ApisOfAsync(Account);
        Assert.Single(standing);
        var right = new JsonObject { ["value"] = new JsonArray(await cloud.Arm.GetAsync(ArmDriver.Deployment(Account, Model))) };
        var mark = await cloud.Control.MarkAsync();

        await cloud.Control.BreakAsync(
            "arm",
            $"accounts/{Account}/deployments\\?",
            new JsonObject
            {
                ["method"] = "GET",
                ["status"] = 200,
                ["body"] = WrongBody
                    .All.Single(one => one.Name == body)
                    .Make(right.ToJsonString(), new Uri("https://management.azure.com/deployments?api-version=1")),
            }
        );
        try
        {
            await cloud.Importer.AskAsync(new JsonObject { ["scope"] = account });
            var run = await cloud.Importer.RunAsync(account, run => (string?)run.Json["reason"] == "manual");

            Assert.NotEqual("succeeded", run.Outcome);
            Assert.Contains(
                run.Json["reasons"]!.AsArray(),
                reason => ((string)reason!).Contains("unread", StringComparison.OrdinalIgnoreCase)
            );
            Assert.True(run.WhyNot(account)?.Length > 20, run.ToString());
            Assert.Contains(
                await cloud.Control.JournalAsync("arm", mark),
                call => call.Path.Contains($"accounts/{Account}/deployments", StringComparison.OrdinalIgnoreCase)
            );
            Assert.Empty(await cloud.Control.WritesAsync(mark));
            Assert.Equal(standing, await cloud.Arm.ApisOfAsync(Account));
            Assert.Equal(System.Net.HttpStatusCode.OK, (await cloud.Gateway.ChatAsync(Account, Model)).Status);
        }
        finally
        {
            await cloud.Control.ClearFaultsAsync();
        }

        await cloud.SettleAsync();
        var again = await cloud.Importer.ImportAsync(account);
        Assert.Equal(("succeeded", 0), (again.Outcome, again.Steps));
        Assert.Equal(standing, await cloud.Arm.ApisOfAsync(Account));
    }
}
