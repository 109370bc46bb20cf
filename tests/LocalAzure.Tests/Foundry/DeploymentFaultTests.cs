using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalAzure.Foundry;

namespace LocalAzure.Tests.Foundry;

/// <summary>Deployments that are told to fail, for some calls or for some time.</summary>
public sealed class DeploymentFaultTests : IAsyncLifetime
{
    private const string Chat = "/contoso/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21";

    private FoundryScene _scene = null!;

    public async Task InitializeAsync() => _scene = await FoundryScene.StartAsync(("gpt-4o", "OpenAI"), ("gpt-4o-mini", "OpenAI"));

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task One_deployment_throttles_and_the_others_of_its_account_do_not()
    {
        Add(
            new DeploymentFault
            {
                Account = "contoso",
                Deployment = "gpt-4o",
                Status = 429,
                RetryAfter = 86400,
            }
        );

        var throttled = await _scene.PostAsync(Chat, Question());
        var inBody = await _scene.PostAsync("/contoso/openai/v1/chat/completions", Question("gpt-4o"));
        var other = await _scene.PostAsync("/contoso/openai/v1/chat/completions", Question("gpt-4o-mini"));

        Assert.Equal((429, 429, 200), (throttled.Status, inBody.Status, other.Status));
        Assert.Equal("86400", throttled.Header("Retry-After"));
        Assert.Equal("429", (string)throttled.Json["error"]!["code"]!);
    }

    [Theory]
    [InlineData(404, "DeploymentNotFound")]
    [InlineData(410, "ModelDeprecated")]
    [InlineData(500, "500")]
    public async Task A_status_comes_with_the_error_of_the_service(int status, string code)
    {
        Add(new DeploymentFault { Deployment = "gpt-4o", Status = status });

        var reply = await _scene.PostAsync(Chat, Question());

        Assert.Equal(status, reply.Status);
        Assert.Equal(code, (string)reply.Json["error"]!["code"]!);
    }

    [Fact]
    public async Task It_ends_after_its_calls_or_after_its_time_of_the_local_clock()
    {
        Add(
            new DeploymentFault
            {
                Deployment = "gpt-4o",
                Status = 500,
                Times = 2,
            }
        );
        var byCalls = await StatusesAsync(3);
        Add(
            new DeploymentFault
            {
                Deployment = "gpt-4o",
                Status = 500,
                For = TimeSpan.FromHours(1),
            }
        );
        var within = await StatusesAsync(3);
        _scene.Later(TimeSpan.FromMinutes(61));
        var after = await StatusesAsync(1);

        Assert.Equal([500, 500, 200], byCalls);
        Assert.Equal([500, 500, 500], within);
        Assert.Equal([200], after);
    }

    [Fact]
    public async Task Without_an_end_it_lasts_until_it_is_taken_back()
    {
        Add(new DeploymentFault { Account = "contoso", Status = 503 });
        Add(new DeploymentFault { Deployment = "gpt-4o-mini", Status = 404 });
        var before = await StatusesAsync(2);
        using var taken = await _scene.Cloud.Arm.DeleteAsync(Of("deployments?account=contoso"));

        Assert.Equal([503, 503], before);
        Assert.Equal([200], await StatusesAsync(1));
        Assert.Equal("gpt-4o-mini", Assert.Single(_scene.Cloud.Cloud.DeploymentFaults.All).Deployment);
    }

    [Fact]
    public async Task A_refused_connection_gives_no_answer_and_the_journal_says_so()
    {
        Add(
            new DeploymentFault
            {
                Account = "contoso",
                Refuse = true,
                Times = 1,
            }
        );

        await Assert.ThrowsAsync<HttpRequestException>(() => _scene.PostAsync(Chat, Question()));

        Assert.Contains(_scene.Cloud.Cloud.Journal.Read("foundry"), entry => entry is { Status: null, Fault: "refused" });
        Assert.Equal([200], await StatusesAsync(1));
    }

    [Fact]
    public async Task A_late_answer_waits_for_the_local_clock()
    {
        Add(new DeploymentFault { Deployment = "gpt-4o", DelayMs = 3_600_000 });

        var late = _scene.PostAsync(Chat, Question());
        while (!late.IsCompleted)
        {
            _scene.Later(TimeSpan.FromMinutes(61));
            await Task.WhenAny(late, Task.Delay(5));
        }

        Assert.Equal(200, (await late).Status);
    }

    [Theory]
    [InlineData("""{ "deployment": "gpt-4o" }""", "say status, refuse or delayMs")]
    [InlineData("""{ "status": 200 }""", "status is from 400 to 599")]
    [InlineData("""{ "status": 429, "refuse": true }""", "refuse gives no status")]
    [InlineData("""{ "status": 429, "for": "an hour" }""", "ISO 8601")]
    [InlineData("""{ "state": 429 }""", "state")]
    public async Task A_fault_that_says_nothing_or_is_misspelt_is_refused(string body, string reason)
    {
        using var reply = await _scene.Cloud.Arm.PostAsync(Of("deployments"), new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Contains(reason, await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_control_route_adds_and_lists()
    {
        using var added = await _scene.Cloud.Arm.PostAsJsonAsync(
            Of("deployments"),
            new
            {
                account = "contoso",
                deployment = "gpt-4o",
                status = 429,
                retryAfter = 5,
                @for = "PT10M",
            }
        );
        var listed = JsonNode.Parse(await _scene.Cloud.Arm.GetStringAsync(Of("deployments")))!["faults"]!.AsArray();

        Assert.Equal(HttpStatusCode.NoContent, added.StatusCode);
        Assert.Equal(
            """{"account":"contoso","deployment":"gpt-4o","status":429,"retryAfter":5,"for":"PT10M"}""",
            Assert.Single(listed)!.ToJsonString()
        );
        Assert.Equal([429], await StatusesAsync(1));
    }

    private static Uri Of(string route) => new($"_local/{route}", UriKind.Relative);

    private static JsonObject Question(string? model = null)
    {
        var body = Gateway.Chats.Say("hi");
        if (model is not null)
        {
            body["model"] = model;
        }

        return body;
    }

    private void Add(DeploymentFault fault) => _scene.Cloud.Cloud.DeploymentFaults.Add(fault);

    private async Task<List<int>> StatusesAsync(int calls)
    {
        var statuses = new List<int>();
        for (var call = 0; call < calls; call++)
        {
            statuses.Add((await _scene.PostAsync(Chat, Question())).Status);
        }

        return statuses;
    }
}
