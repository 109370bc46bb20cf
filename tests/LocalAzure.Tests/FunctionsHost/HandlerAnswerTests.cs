using System.Net;
using System.Text.Json.Nodes;

namespace LocalAzure.Tests.FunctionsHost;

public sealed class HandlerAnswerTests
{
    [Theory]
    [InlineData("""{"statusCode":201,"headers":{"content-type":"text/css","x-a":"b"},"body":"made"}""", 201, "text/css", "made")]
    [InlineData("""{"statusCode":"404","body":"no"}""", 404, "text/plain; charset=utf-8", "no")]
    [InlineData("""{"status":404}""", 200, "text/plain; charset=utf-8", "")]
    [InlineData("""{"body":{"a":1}}""", 200, "text/plain; charset=utf-8", "{\n  \"a\": 1\n}")]
    [InlineData("\"{\\\"statusCode\\\":202,\\\"body\\\":\\\"ok\\\"}\"", 202, "text/plain; charset=utf-8", "ok")]
    [InlineData("\"just text\"", 200, "text/plain; charset=utf-8", "just text")]
    public async Task The_http_output_becomes_the_response(string res, int status, string contentType, string body)
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app, new HandlerScript
        {
            Answers = _ => HandlerReply.Outputs(new JsonObject { ["res"] = JsonNode.Parse(res) }),
        });

        using var answer = await CallAsync(host);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(contentType, answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(body, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"OUTPUTS":{"RES":{"statusCode":404}}}""")]
    [InlineData("""{"Outputs":null,"Logs":null}""")]
    public async Task Without_its_output_the_caller_gets_200_and_an_empty_object(string reply)
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app, new HandlerScript { Answers = _ => new HandlerReply { Body = reply } });

        using var answer = await CallAsync(host);

        Assert.Equal("{}", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(500, "application/json", "{}")]
    [InlineData(404, "application/json", "{}")]
    [InlineData(200, "text/plain", "{}")]
    [InlineData(200, "application/json", "not json")]
    [InlineData(200, "application/json", "[1]")]
    [InlineData(200, "application/json", """{"Outputs":{"res":{"statusCode":"ok"}}}""")]
    public async Task What_is_not_2xx_with_a_json_object_fails_and_the_caller_sees_500_with_no_body(int status, string contentType, string body)
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app, new HandlerScript
        {
            Answers = _ => new HandlerReply { Status = status, ContentType = contentType, Body = body },
        });

        using var answer = await CallAsync(host);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(204, "")]
    [InlineData(200, "null")]
    public async Task An_answer_that_says_nothing_hangs_until_the_function_timeout_and_costs_the_handler_its_life(int status, string body)
    {
        using var app = new AppFolder().WithHttp().Host(AppFolder.HostJson.Replace("00:05:00", "00:00:01", StringComparison.Ordinal));
        var script = new HandlerScript { Answers = _ => new HandlerReply { Status = status, Body = body } };
        await using var host = await HostUnderTest.StartAsync(app, script);
        var first = await script.NextStartAsync();

        using var answer = await CallAsync(host);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(137, await first.Exited);
        await script.NextStartAsync();
    }

    [Fact]
    public async Task Logs_are_shown_with_the_functions_name_and_stderr_with_its_level()
    {
        using var app = new AppFolder().WithHttp();
        var lines = new List<string>();
        var script = new HandlerScript { Answers = _ => new HandlerReply { Body = """{"Logs":["one","two"]}""" } };
        await using var host = await HostUnderTest.StartAsync(app, script, options => options with { HostLines = lines.Add });
        var handler = await script.NextStartAsync();
        handler.Start.OnLine("listening", false);
        handler.Start.OnLine("WARNING: slow", true);
        handler.Start.OnLine("broken", true);
        using var answer = await CallAsync(host);

        Assert.Contains("[Things] one", lines);
        Assert.Contains("[Things] two", lines);
        Assert.Contains("[handler] listening", lines);
        Assert.Contains("[handler warning] WARNING: slow", lines);
        Assert.Contains("[handler error] broken", lines);
    }

    [Fact]
    public async Task A_queue_output_is_sent_along_with_the_response_and_a_failing_one_gives_500()
    {
        using var app = new AppFolder().WithHttp(more: """, { "type": "queue", "name": "out", "direction": "out", "queueName": "later" }""");
        var output = "\"c2VudA==\"";
        await using var host = await HostUnderTest.StartAsync(app, new HandlerScript
        {
            Answers = _ => HandlerReply.Outputs(new JsonObject { ["res"] = new JsonObject { ["statusCode"] = 202 }, ["out"] = JsonNode.Parse(output) }),
        });

        using var good = await CallAsync(host);
        output = "\"{oops}\"";
        using var bad = await CallAsync(host);

        Assert.Equal(HttpStatusCode.Accepted, good.StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, bad.StatusCode);
        await host.UntilQueueAsync("later", visible: 1, invisible: 0);
    }

    [Fact]
    public async Task A_queue_message_that_the_service_would_not_take_fails_the_invocation()
    {
        using var app = new AppFolder().WithHttp(more: """, { "type": "queue", "name": "out", "direction": "out", "queueName": "later" }""");
        await using var host = await HostUnderTest.StartAsync(app, new HandlerScript
        {
            Answers = _ => HandlerReply.Outputs(new JsonObject { ["out"] = new string('é', 30_000) }),
        });

        using var answer = await CallAsync(host);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> CallAsync(HostUnderTest host) =>
        await host.Client.GetAsync(new Uri($"/api/Things?code={host.Host.Keys.FunctionKey}", UriKind.Relative));
}
