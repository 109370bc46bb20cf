using System.Text.Json.Nodes;
using LocalAzure.Gateway;
using LocalAzure.Tests.Gateway.Policies;

namespace LocalAzure.Tests.Gateway.Fleet;

/// <summary>
/// Accounts behind one alias: a backend with a breaker for each, a pool, and an API whose policy tries the pool again after
/// what another member may do better.
/// </summary>
public abstract class FleetTest : PolicyTest
{
    protected const string Again = """
        <retry condition="@(context.Response == null || new[] { 401, 403, 404, 408, 410, 429, 500, 502, 503, 504 }.Contains(context.Response.StatusCode))" count="2" interval="0" first-fast-retry="true">
          <set-backend-service backend-id="pool" />
          <forward-request buffer-request-body="true" timeout="30" />
        </retry>
        """;

    protected const string Inbound = """
        <base />
        <set-header name="api-key" exists-action="delete" />
        <authentication-managed-identity resource="https://cognitiveservices.azure.com" />
        """;

    /// <summary>What is left over, in on-error, with what the expressions there see.</summary>
    protected const string OnError = """
        <base />
        <set-header name="x-section" exists-action="override"><value>on-error</value></set-header>
        <set-header name="x-reason" exists-action="override"><value>@(context.LastError?.Reason ?? "none")</value></set-header>
        <set-header name="x-status" exists-action="override"><value>@(context.Response == null ? "none" : context.Response.StatusCode.ToString())</value></set-header>
        """;

    private const string Member =
        """<base /><set-header name="x-member" exists-action="override"><value>@(context.Request.Url.Path.Split('/')[1])</value></set-header>""";

    protected GatewaySettings Settings
    {
        get => Scene.Cloud.Cloud.GatewaySettings;
        set => Scene.Cloud.Cloud.GatewaySettings = value;
    }

    /// <summary>The accounts whose deployments got a call, in order.</summary>
    protected IEnumerable<string> Asked => Scene.FoundryCalls().Select(call => call.Path.Split('/')[1]);

    /// <summary>A pool of accounts with the same deployment; the names of the members are the accounts'.</summary>
    protected async Task PoolAsync(params (string Account, int Priority, int Weight)[] members)
    {
        foreach (var (account, _, _) in members)
        {
            if (account != GatewayScene.Account)
            {
                await Scene.AddAccountAsync(account, "AIServices", ("gpt-4o", "OpenAI"));
                await Scene.AllowAsync(account, GatewayScene.CognitiveUser);
            }

            await Scene.AddBackendAsync(account, Scene.EndpointOf(account, "openai"), Breaker());
        }

        Later(TimeSpan.FromMinutes(1));
        await PutPoolAsync(members);
        await Scene.PolicyAsync(Inbound, backend: Again, outbound: Member, onError: OnError);
    }

    protected Task PutPoolAsync(params IEnumerable<(string Account, int Priority, int Weight)> members) =>
        Scene.PutServiceAsync(
            "backends/pool",
            new JsonObject
            {
                ["type"] = "Pool",
                ["pool"] = new JsonObject
                {
                    ["services"] = new JsonArray([
                        .. members.Select(member =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["id"] = $"{CloudUnderTest.Service}/backends/{member.Account}",
                                    ["priority"] = member.Priority,
                                    ["weight"] = member.Weight,
                                }
                        ),
                    ]),
                },
            }
        );

    protected void Refuse(string account, int times) =>
        Scene.Cloud.Cloud.DeploymentFaults.Add(
            new LocalAzure.Foundry.DeploymentFault
            {
                Account = account,
                Refuse = true,
                Times = times,
            }
        );

    protected void Slow(string account, int times) =>
        Scene.Cloud.Cloud.Faults.Add(
            new LocalAzure.Control.FaultRule
            {
                Surface = "foundry",
                PathPattern = $"^/{account}/",
                Times = times,
                DelayMs = 60_000,
            }
        );

    protected static JsonObject Breaker(int count = 1, string tripDuration = "PT1M", params string[] reasons) =>
        new()
        {
            ["circuitBreaker"] = new JsonObject
            {
                ["rules"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "member",
                        ["failureCondition"] = new JsonObject
                        {
                            ["count"] = count,
                            ["interval"] = "PT1M",
                            ["statusCodeRanges"] = new JsonArray(
                                Range(401),
                                Range(403),
                                Range(404),
                                Range(408),
                                Range(410),
                                Range(429),
                                Range(500),
                                Range(502, 504)
                            ),
                            ["errorReasons"] = new JsonArray([.. reasons.Select(reason => (JsonNode)reason)]),
                        },
                        ["tripDuration"] = tripDuration,
                        ["acceptRetryAfter"] = true,
                    }
                ),
            },
        };

    private static JsonObject Range(int min, int? max = null) => new() { ["min"] = min, ["max"] = max ?? min };
}
