using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Functions.Host;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests.Host;

public sealed class ProtocolTests
{
    [Fact]
    public async Task The_root_answers_at_once()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        var answer = await HandlerAnswer.ReadAsync(await handler.Client.GetAsync(new Uri("/", UriKind.Relative)));

        Assert.Equal(200, answer.Status);
    }

    [Theory]
    [InlineData("GET", "/DeploymentChanged", "application/json", 405)]
    [InlineData("PUT", "/DeploymentChanged", "application/json", 405)]
    [InlineData("POST", "/deploymentchanged", "application/json", 404)]
    [InlineData("POST", "/Nothing", "application/json", 404)]
    [InlineData("POST", "/DeploymentChanged/x", "application/json", 404)]
    [InlineData("POST", "/", "application/json", 404)]
    [InlineData("DELETE", "/", "application/json", 404)]
    [InlineData("POST", "/admin/host/status", "application/json", 404)]
    [InlineData("POST", "/DeploymentChanged", "text/plain", 415)]
    [InlineData("POST", "/DeploymentChanged", "application/x-www-form-urlencoded", 415)]
    public async Task What_the_host_never_sends_is_refused_in_json(string method, string path, string contentType, int status)
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent("{}", Encoding.UTF8, contentType) };

        var answer = await HandlerAnswer.ReadAsync(await handler.Client.SendAsync(request));

        Assert.Equal(status, answer.Status);
        Assert.NotEmpty(answer.Body["error"]!["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("192.168.0.7:7071")]
    public async Task A_wrong_host_header_is_refused(string host)
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/DeploymentChanged") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Host = host;

        Assert.Equal(403, (await HandlerAnswer.ReadAsync(await handler.Client.SendAsync(request))).Status);
    }

    [Fact]
    public async Task Another_machine_is_refused()
    {
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse("10.0.0.7");
        context.Request.Host = new Microsoft.AspNetCore.Http.HostString("127.0.0.1");

        Assert.Equal("NotLoopback", Gatekeeper.Check(context, new FunctionTable(), out _)?.Code);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task It_listens_on_the_loopback_only()
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        Assert.Equal("127.0.0.1", handler.Client.BaseAddress!.Host);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"Data\":")]
    [InlineData("\"text\"")]
    public async Task A_body_that_is_no_invocation_is_answered_400(string body)
    {
        await using var handler = await HandlerUnderTest.StartAsync();

        Assert.Equal(400, (await HandlerAnswer.ReadAsync(await handler.PostAsync("DeploymentChanged", body))).Status);
    }

    [Fact]
    public async Task A_function_that_throws_is_answered_500_without_its_message()
    {
        await using var handler = await HandlerUnderTest.StartAsync(
            moreFunctions: table => table.MapFunction<Throwing>(TimeSpan.FromSeconds(10)), moreServices: services => services.AddSingleton(new Throwing()));

        var answer = await handler.InvokeAsync(nameof(Throwing), []);

        Assert.Equal(500, answer.Status);
        Assert.DoesNotContain("secret", answer.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("Throwing failed", handler.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_never_ends_is_answered_500_at_its_deadline()
    {
        await using var handler = await HandlerUnderTest.StartAsync(
            moreFunctions: table => table.MapFunction<Endless>(TimeSpan.FromMilliseconds(40)), moreServices: services => services.AddSingleton(new Endless()));

        var answer = await handler.InvokeAsync(nameof(Endless), []);

        Assert.Equal(500, answer.Status);
        Assert.Contains("did not end within", answer.Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosts_trace_goes_on()
    {
        await using var handler = await HandlerUnderTest.StartAsync(
            moreFunctions: table => table.MapFunction<Tracing>(TimeSpan.FromSeconds(10)), moreServices: services => services.AddSingleton(new Tracing()));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/" + nameof(Tracing)) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        var answer = await HandlerAnswer.ReadAsync(await handler.Client.SendAsync(request));

        Assert.Contains("4bf92f3577b34da6a3ce929d0e0e4736", answer.Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_read_to_its_end_and_answered()
    {
        await using var handler = await HandlerUnderTest.StartAsync();
        var body = new JsonObject
        {
            ["Data"] = new JsonObject { ["req"] = new JsonObject { ["Body"] = new string('x', RequestBody.Limit + 1) } },
        };

        var answer = await HandlerAnswer.ReadAsync(await handler.PostAsync("Reimport", body.ToJsonString()));

        Assert.Equal(200, answer.Status);
        Assert.Equal(400, answer.HttpStatus);
        Assert.Equal(["body"], answer.FaultyFields);
        Assert.Empty(answer.Messages);
    }

    private sealed class Throwing : IFunction
    {
        public Task<Answer> RunAsync(Invocation invocation, CancellationToken cancellationToken) => throw new InvalidOperationException("secret");
    }

    private sealed class Endless : IFunction
    {
        public async Task<Answer> RunAsync(Invocation invocation, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return Answer.Done();
        }
    }

    private sealed class Tracing : IFunction
    {
        public Task<Answer> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
            Task.FromResult(Answer.Done($"{System.Diagnostics.Activity.Current?.TraceId}"));
    }
}
