using System.Text.Json.Nodes;
using LocalAzure.Tests.Gateway.Policies;

namespace LocalAzure.Tests.Gateway;

/// <summary>Circuit breakers and pools.</summary>
public sealed class BackendTests : PolicyTest
{
    [Fact]
    public async Task A_breaker_opens_after_its_failures_and_closes_again_in_time()
    {
        await Scene.AddBackendAsync(
            "contoso-openai",
            Scene.EndpointOf("contoso", "openai"),
            WithBreaker(count: 2, acceptRetryAfter: false)
        );
        await Scene.PolicyAsync(GatewayScene.Base);
        Fail(429, times: 2);

        var statuses = new List<int>();
        for (var call = 0; call < 3; call++)
        {
            statuses.Add((await Scene.ChatAsync()).Status);
        }

        Later(TimeSpan.FromSeconds(61));

        Assert.Equal([429, 429, 503], statuses);
        Assert.Equal(2, Scene.FoundryCalls().Count);
        Assert.Equal(200, (await Scene.ChatAsync()).Status);
    }

    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 503)]
    public async Task The_backends_own_retry_after_counts_only_when_accepted(bool accept, int afterTenSeconds)
    {
        await Scene.AddBackendAsync("contoso-openai", Scene.EndpointOf("contoso", "openai"), WithBreaker(count: 1, accept));
        await Scene.PolicyAsync(GatewayScene.Base);
        Fail(429, headers: new() { ["Retry-After"] = "5" });
        await Scene.ChatAsync();
        Later(TimeSpan.FromSeconds(10));

        Assert.Equal(afterTenSeconds, (await Scene.ChatAsync()).Status);
    }

    [Fact]
    public async Task A_pool_goes_to_the_next_priority_when_all_of_the_first_are_open()
    {
        await Scene.AddAccountAsync("fabrikam", "AIServices", ("gpt-4o", "OpenAI"));
        await Scene.AllowAsync("fabrikam", GatewayScene.CognitiveUser);
        Later(TimeSpan.FromMinutes(1));
        await Scene.AddPoolAsync("pool", ("contoso", 1), ("fabrikam", 2));
        await Scene.PolicyAsync(GatewayScene.Base.Replace("\"contoso-openai\"", "\"pool\"", StringComparison.Ordinal));
        Fail(429, pattern: "^/contoso/");

        await Scene.ChatAsync();
        await Scene.ChatAsync();

        Assert.Equal(["contoso", "fabrikam"], Scene.FoundryCalls().Select(call => call.Path.Split('/')[1]));
    }

    [Fact]
    public async Task Weights_share_the_calls_of_one_priority()
    {
        await Scene.AddAccountAsync("fabrikam", "AIServices", ("gpt-4o", "OpenAI"));
        await Scene.AllowAsync("fabrikam", GatewayScene.CognitiveUser);
        Later(TimeSpan.FromMinutes(1));
        await Scene.AddPoolAsync("pool", [("contoso", 1, 3), ("fabrikam", 1, 1)]);
        await Scene.PolicyAsync(GatewayScene.Base.Replace("\"contoso-openai\"", "\"pool\"", StringComparison.Ordinal));

        for (var call = 0; call < 8; call++)
        {
            await Scene.ChatAsync();
        }

        Assert.Equal(6, Scene.FoundryCalls("/contoso/").Count);
        Assert.Equal(2, Scene.FoundryCalls("/fabrikam/").Count);
    }

    internal static JsonObject WithBreaker(int count, bool acceptRetryAfter) =>
        new()
        {
            ["circuitBreaker"] = new JsonObject
            {
                ["rules"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "too-many",
                        ["failureCondition"] = new JsonObject
                        {
                            ["count"] = count,
                            ["interval"] = "PT1M",
                            ["statusCodeRanges"] = new JsonArray(new JsonObject { ["min"] = 429, ["max"] = 429 }),
                        },
                        ["tripDuration"] = "PT1M",
                        ["acceptRetryAfter"] = acceptRetryAfter,
                    }
                ),
            },
        };
}
