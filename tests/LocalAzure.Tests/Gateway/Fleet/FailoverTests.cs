using LocalAzure.Gateway;
using LocalAzure.Tests.FunctionsHost;

namespace LocalAzure.Tests.Gateway.Fleet;

/// <summary>A pool inside retry: who is asked next, what trips a breaker, and what is left when nobody answers.</summary>
public sealed class FailoverTests : FleetTest
{
    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_trips_a_member_is_answered_by_the_next_tier_and_the_member_is_left_out_afterwards(int status)
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        Fail(status, pattern: "^/contoso/");

        var first = await Scene.ChatAsync();
        var second = await Scene.ChatAsync();

        Assert.Equal([200, 200], [first.Status, second.Status]);
        Assert.Equal(["contoso", "fabrikam", "fabrikam"], Asked);
    }

    [Theory]
    [InlineData(59, "fabrikam")]
    [InlineData(61, "contoso")]
    public async Task An_open_member_comes_back_when_its_trip_duration_is_over(int seconds, string asked)
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        Fail(500, pattern: "^/contoso/");
        await Scene.ChatAsync();

        Later(TimeSpan.FromSeconds(seconds));
        await Scene.ChatAsync();

        Assert.Equal(asked, Asked.Last());
    }

    [Fact]
    public async Task A_member_stays_out_for_the_retry_after_it_asked_for_even_for_a_day()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        Fail(429, pattern: "^/contoso/", headers: new() { ["Retry-After"] = "86400" });
        await Scene.ChatAsync();

        Later(TimeSpan.FromHours(23));
        await Scene.ChatAsync();
        Later(TimeSpan.FromHours(2));
        await Scene.ChatAsync();

        Assert.Equal(["contoso", "fabrikam", "fabrikam", "contoso"], Asked);
    }

    [Fact]
    public async Task A_breaker_counts_within_its_interval()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        await Scene.AddBackendAsync("contoso", Scene.EndpointOf("contoso", "openai"), Breaker(count: 2));
        Fail(429, pattern: "^/contoso/");
        await Scene.ChatAsync();
        Later(TimeSpan.FromSeconds(61));
        Fail(429, pattern: "^/contoso/");
        await Scene.ChatAsync();
        await Scene.ChatAsync();

        Assert.DoesNotContain("fabrikam", Asked);
    }

    [Fact]
    public async Task A_member_whose_connection_is_refused_is_tried_again_and_does_not_trip()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        Refuse("contoso", times: 9);

        var reply = await Scene.ChatAsync();

        Assert.Equal(500, reply.Status);
        Assert.Equal("on-error", reply.Header("x-section"));
        Assert.Equal("BackendConnectionFailure", reply.Header("x-reason"));
        Assert.Equal(["contoso", "contoso", "contoso"], Asked);
    }

    [Fact]
    public async Task A_member_that_is_too_slow_is_tried_again_and_does_not_trip()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        Slow("contoso", times: 9);

        var call = Scene.ChatAsync();
        for (var tries = 1; tries <= 3; tries++)
        {
            await UntilWaitingAsync(tries);
            Later(TimeSpan.FromSeconds(31));
        }

        var reply = await call;

        Assert.Equal(504, reply.Status);
        Assert.Equal("on-error", reply.Header("x-section"));
        Assert.Equal("Timeout", reply.Header("x-reason"));
        Assert.Equal(3, Waiting());
    }

    [Theory]
    [InlineData("Timeout", 200)]
    [InlineData("BackendConnectionFailure", 504)]
    public async Task Which_error_reasons_trip_a_breaker_is_a_setting(string heeded, int status)
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        await Scene.AddBackendAsync(
            "contoso",
            Scene.EndpointOf("contoso", "openai"),
            Breaker(reasons: ["timeout", "BackendConnectionFailure"])
        );
        await Scene.PolicyAsync(Inbound, backend: Impatient(1000));
        Settings = new GatewaySettings { ErrorReasons = [heeded] };
        Slow("contoso", times: 9);

        Assert.Equal(status, (await Scene.ChatAsync()).Status);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public async Task Whether_the_condition_of_retry_sees_the_last_error_is_a_setting(bool hidden, int calls)
    {
        await PoolAsync(("contoso", 1, 1));
        await Scene.PolicyAsync(
            Inbound,
            backend: Again
                .Replace(
                    "context.Response == null",
                    "(context.Response == null && context.LastError?.Reason != \"BackendConnectionFailure\")",
                    StringComparison.Ordinal
                )
                .Replace("|| new[]", "|| context.Response != null && new[]", StringComparison.Ordinal)
        );
        Settings = new GatewaySettings { RetryHidesLastError = hidden };
        Refuse("contoso", times: 9);

        Assert.Equal(500, (await Scene.ChatAsync()).Status);
        Assert.Equal(calls, Asked.Count());
    }

    [Fact]
    public async Task The_next_try_after_no_answer_may_go_to_another_pool()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        await Scene.PolicyAsync(
            Inbound,
            backend: """
            <set-variable name="pool" value="pool" />
            <retry condition="@(context.Response == null || context.Response.StatusCode == 429)" count="2" interval="0" first-fast-retry="true">
              <set-backend-service backend-id="@((string)context.Variables["pool"])" />
              <set-variable name="pool" value="fabrikam" />
              <forward-request buffer-request-body="true" />
            </retry>
            """
        );
        Refuse("contoso", times: 9);

        var reply = await Scene.ChatAsync();

        Assert.Equal(200, reply.Status);
        Assert.Equal(["contoso", "fabrikam"], Asked);
    }

    [Fact]
    public async Task After_forwarding_the_url_tells_the_member_and_the_original_url_the_callers()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        await Scene.PolicyAsync(
            Inbound,
            backend: Again,
            outbound: """
            <base />
            <set-header name="x-member" exists-action="override"><value>@(context.Request.Url.Path.Split('/')[1])</value></set-header>
            <set-header name="x-path" exists-action="override"><value>@(context.Request.Url.Path)</value></set-header>
            <set-header name="x-asked" exists-action="override"><value>@(context.Request.OriginalUrl.Path)</value></set-header>
            """
        );
        Fail(429, pattern: "^/contoso/");

        var reply = await Scene.ChatAsync();

        Assert.Equal("fabrikam", reply.Header("x-member"));
        Assert.Equal("/fabrikam/openai/deployments/gpt-4o/chat/completions", reply.Header("x-path"));
        Assert.Equal("/contoso/openai/deployments/gpt-4o/chat/completions", reply.Header("x-asked"));
    }

    [Fact]
    public async Task A_backend_that_is_written_again_starts_closed_unless_the_setting_says_otherwise()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        Fail(500, pattern: "^/contoso/");
        await Scene.ChatAsync();
        await Scene.AddBackendAsync("contoso", Scene.EndpointOf("contoso", "openai"), Breaker());
        await Scene.ChatAsync();
        Settings = new GatewaySettings { BreakersOutliveWrites = true };
        Fail(500, pattern: "^/contoso/");
        await Scene.ChatAsync();
        await Scene.AddBackendAsync("contoso", Scene.EndpointOf("contoso", "openai"), Breaker());
        await Scene.ChatAsync();

        Assert.Equal(["contoso", "fabrikam", "contoso", "contoso", "fabrikam", "fabrikam"], Asked);
    }

    [Fact]
    public async Task A_stream_passes_through_retry_unbuffered()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        await Scene.PolicyAsync(
            Inbound,
            backend: Again.Replace("timeout=", "buffer-response=\"false\" timeout=", StringComparison.Ordinal)
        );
        Fail(429, pattern: "^/contoso/");

        var reply = await Scene.PostAsync(GatewayScene.Chat, Chats.Say("hi", stream: true), Scene.MasterKey);

        Assert.Equal(200, reply.Status);
        Assert.EndsWith("data: [DONE]\n\n", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_gone_has_no_host_any_more()
    {
        await PoolAsync(("contoso", 1, 1), ("fabrikam", 2, 1));
        await Scene.Cloud.DeleteAsync($"{CloudUnderTest.Accounts}/contoso");

        var reply = await Scene.ChatAsync();

        Assert.Equal("BackendConnectionFailure", reply.Header("x-reason"));
        Assert.Empty(Scene.FoundryCalls());
    }

    private static string Impatient(int milliseconds) =>
        Again.Replace("timeout=\"30\"", $"timeout-ms=\"{milliseconds}\"", StringComparison.Ordinal);

    /// <summary>
    /// How many calls of the slow member there were; the journal has them only when the member notices that they were given up.
    /// </summary>
    private int Waiting() => 9 - Scene.Cloud.Cloud.Faults.Waiting.Sum(rule => rule.Times);

    private async Task UntilWaitingAsync(int calls)
    {
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while (Waiting() < calls)
        {
            Assert.False(late.IsCancellationRequested, $"{Waiting()} calls of the slow member");
            await Task.Yield();
        }
    }
}
