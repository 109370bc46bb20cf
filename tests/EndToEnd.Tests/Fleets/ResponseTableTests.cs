using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Fleets;

/// <summary>
/// The response table of fleets: what a member answers, what the caller sees while another member answers, and what once none does. The
/// failing member is provisioned, so it is asked first.
/// </summary>
[Collection(nameof(FleetCloud))]
public sealed class ResponseTableTests(FleetCloud cloud) : IAsyncLifetime
{
    private const string Model = "gpt-4.1-mini";
    private const string First = "fleet-row-a";
    private const string Second = "fleet-row-b";

    [Theory]
    [InlineData(400, null, null, 400, 400)]
    [InlineData(401, null, null, 200, 503)]
    [InlineData(403, null, null, 200, 503)]
    [InlineData(404, "DeploymentNotFound", null, 200, 503)]
    [InlineData(404, "NotFound", null, 404, 404)]
    [InlineData(405, null, null, 405, 405)]
    [InlineData(408, null, null, 200, 503)]
    [InlineData(409, null, null, 409, 409)]
    [InlineData(409, null, 1, 200, 409)]
    [InlineData(410, null, null, 200, 503)]
    [InlineData(413, null, null, 413, 413)]
    [InlineData(415, null, null, 415, 415)]
    [InlineData(422, null, null, 422, 422)]
    [InlineData(423, null, null, 200, 503)]
    [InlineData(424, null, null, 424, 424)]
    [InlineData(429, null, 7, 200, 429)]
    [InlineData(499, null, null, 200, 503)]
    [InlineData(500, null, null, 200, 503)]
    [InlineData(501, null, null, 501, 501)]
    [InlineData(502, null, null, 200, 503)]
    [InlineData(503, null, null, 200, 503)]
    [InlineData(504, null, null, 200, 503)]
    [InlineData(505, null, null, 505, 505)]
    [InlineData(null, null, null, 200, 503)]
    public async Task What_a_member_answers_is_answered_by_another_or_told(
        int? status,
        string? code,
        int? retryAfter,
        int whileAnotherAnswers,
        int onceNoneDoes
    )
    {
        await FailAsync(First, status, code, retryAfter);
        var mark = await cloud.Control.MarkAsync();
        var alive = await cloud.ChatAsync(Model);
        var asked = (await cloud.Control.JournalAsync("foundry", mark)).Select(call => call.Path.Split('/')[1]).ToList();
        await FailAsync(Second, status, code, retryAfter);
        await cloud.CloseBreakersAsync();
        var none = await cloud.ChatV1Async(Model);

        Assert.True((whileAnotherAnswers, onceNoneDoes) == ((int)alive.Status, (int)none.Status), $"{alive}\n{none}");
        Assert.Equal(whileAnotherAnswers == 200 ? [First, Second] : [First], asked.Distinct());
        if (onceNoneDoes is 429 or 503)
        {
            Assert.Contains((string?)JsonNode.Parse(none.Text)!["error"]!["code"], new[] { "rate_limit_exceeded", "service_unavailable" });
            Assert.True(none.Headers.ContainsKey("Retry-After"), none.ToString());
        }
    }

    [Fact]
    public async Task A_member_that_was_left_alone_is_asked_again_when_its_time_is_over()
    {
        await FailAsync(First, 500, null, null);
        await cloud.ChatAsync(Model);
        await cloud.Control.MendDeploymentsAsync(First);
        var open = await cloud.Control.MarkAsync();
        await cloud.ChatAsync(Model);
        Assert.Equal([Second], (await cloud.AnsweredAsync(open)).Keys);

        await cloud.CloseBreakersAsync();
        var closed = await cloud.Control.MarkAsync();
        Assert.Equal(HttpStatusCode.OK, (await cloud.ChatAsync(Model)).Status);

        Assert.Equal([First], (await cloud.AnsweredAsync(closed)).Keys);
    }

    // No answer closes no breaker: whoever went to the second pool once must not be sent back to the member that gave none.
    [Fact]
    public async Task A_second_member_that_fails_as_well_does_not_send_the_call_back_to_the_one_that_gave_no_answer()
    {
        const string Other = "gpt-35-turbo";
        string[] accounts = ["fleet-rest-a", "fleet-rest-b", "fleet-rest-c"];
        await cloud.PutAccountAsync(accounts[0]);
        await cloud.DeployAsync(accounts[0], Other, "GlobalProvisionedManaged");
        await cloud.StartAsync(Other, accounts[1], accounts[2]);
        await FailAsync(accounts[0], null, null, null);
        await FailAsync(accounts[1], 429, null, 1);
        try
        {
            // Which of the two is asked second is chance.
            for (var round = 0; round < 8; round++)
            {
                var mark = await cloud.Control.MarkAsync();
                var reply = await cloud.ChatAsync(Other);
                var asked = (await cloud.Control.JournalAsync("foundry", mark)).Select(call => call.Path.Split('/')[1]).ToList();

                Assert.True(reply.Status == HttpStatusCode.OK, $"{string.Join(", ", asked)}: {reply}");
                Assert.Equal(accounts[2], asked[^1]);
                await cloud.CloseBreakersAsync();
            }
        }
        finally
        {
            await cloud.Control.MendDeploymentsAsync(accounts[0]);
            await cloud.Control.MendDeploymentsAsync(accounts[1]);
        }
    }

    // Each try may take as long as the setting allows, and the member may have worked all the while.
    [Fact]
    public async Task A_call_that_nobody_answered_in_time_is_tried_once_more_and_no_oftener()
    {
        const string Late = "gpt-5.1";
        const string Path = "fleet-late-.*/chat/completions";
        await cloud.StartAsync(Late, "fleet-late-a", "fleet-late-b", "fleet-late-c");
        try
        {
            var mark = await cloud.Control.MarkAsync();
            await cloud.Control.HoldAsync("foundry", "POST", Path);
            var call = cloud.ChatAsync(Late);
            for (var tries = 0; tries < 2; tries++)
            {
                await cloud.Control.HeldAsync();
                await cloud.Control.HoldAsync("foundry", "POST", Path);
                await cloud.Control.AdvanceAsync(TimeSpan.FromSeconds(121));
            }

            var reply = await call;
            Assert.Equal(
                (HttpStatusCode.GatewayTimeout, "timeout"),
                (reply.Status, (string?)JsonNode.Parse(reply.Text)!["error"]!["code"])
            );
            Assert.Equal(2, (await cloud.Control.JournalAsync("foundry", mark, atLeast: 2)).Count);
        }
        finally
        {
            await cloud.Control.ClearFaultsAsync();
        }
    }

    // Each fails in another way, and all in the same moment.
    [Fact]
    public async Task A_call_that_meets_five_failing_members_in_a_row_is_answered_by_the_sixth()
    {
        const string Many = "gpt-5-chat";
        var failing = Enumerable.Range(0, 5).Select(number => $"fleet-many-{number}").ToArray();
        int?[] answers = [401, 429, 503, null, 408];
        foreach (var account in failing)
        {
            await cloud.PutAccountAsync(account);
            await cloud.DeployAsync(account, Many, "GlobalProvisionedManaged");
        }

        await cloud.StartAsync(Many, "fleet-many-last");
        try
        {
            foreach (var (account, status) in failing.Zip(answers))
            {
                await FailAsync(account, status, null, null);
            }

            var mark = await cloud.Control.MarkAsync();
            var reply = await cloud.ChatAsync(Many);

            var asked = (await cloud.Control.JournalAsync("foundry", mark)).Select(call => call.Path.Split('/')[1]).ToList();
            Assert.True(reply.Status == HttpStatusCode.OK, $"{string.Join(", ", asked)}: {reply}");
            Assert.Equal("fleet-many-last", asked[^1]);
        }
        finally
        {
            foreach (var account in failing)
            {
                await cloud.Control.MendDeploymentsAsync(account);
            }

            await cloud.CloseBreakersAsync();
        }
    }

    public async Task InitializeAsync()
    {
        if (await cloud.Arm.GetAsync(ArmDriver.Deployment(Second, Model)) is not null)
        {
            return;
        }

        await cloud.PutAccountAsync(First);
        await cloud.DeployAsync(First, Model, "GlobalProvisionedManaged");
        await cloud.StartAsync(Model, Second);
    }

    public async Task DisposeAsync()
    {
        await cloud.Control.MendDeploymentsAsync(First);
        await cloud.Control.MendDeploymentsAsync(Second);
        await cloud.CloseBreakersAsync();
    }

    private Task FailAsync(string account, int? status, string? code, int? retryAfter) =>
        cloud.Control.FailDeploymentAsync(
            new JsonObject
            {
                ["account"] = account,
                ["status"] = status,
                ["code"] = code,
                ["retryAfter"] = retryAfter,
                ["refuse"] = status is null,
            }
        );
}
