using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>Holds what the stand-in sends against what a real host was recorded to send.</summary>
public sealed class InvocationShapeTests(ITestOutputHelper output)
{
    private const string Topic = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ApiManagement/service/s";

    [Theory]
    [InlineData(1, "EgOne", "e1")]
    [InlineData(2, "EgOne", "e2")]
    [InlineData(3, "EgOne", "e3")]
    [InlineData(7, "EgMany", "e7")]
    [InlineData(8, "EgMany", "e8")]
    [InlineData(9, "EgOne", "c1")]
    [InlineData(10, "EgMany", "c2")]
    public async Task Events_reach_the_handler_as_a_real_host_sends_them(int recorded, string function, string firstId)
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        if (Expected(recorded) is not { } expected)
        {
            return;
        }

        var data = expected["Data"]!.AsObject().Single().Value!;
        var sent = data is JsonObject ? new JsonArray(data.DeepClone()) : JsonNode.Parse((string)data!)!.AsArray();
        Assert.Equal(firstId, (string?)sent[0]!["id"]);
        using var answer = await host.EventsAsync(function, sent.ToJsonString());

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        AssertSame(recorded, expected, await host.Script.NextAsync());
    }

    [Fact]
    public async Task A_timer_reaches_the_handler_as_a_real_host_sends_it()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        using var answer = await host.ByHandAsync("Tick", "");
        var request = await host.Script.NextAsync();

        if (Expected(14) is { } expected)
        {
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            foreach (var status in new[] { expected, request.Body }.Select(body => body["Data"]!["timer"]!["ScheduleStatus"]!.AsObject()))
            {
                Assert.Equal(3, DateTimeOffset.Parse((string)status["Next"]!, null).Hour);
                status["Next"] = "a moment";
                status["LastUpdated"] = "a moment";
            }

            AssertSame(14, expected, request);
        }
    }

    [Fact]
    public async Task An_event_posted_by_hand_reaches_the_handler_as_a_real_host_sends_it()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        if (Expected(16) is not { } expected)
        {
            return;
        }

        var input = (string)JsonNode.Parse((string)expected["Metadata"]!["event"]!)!;
        using var answer = await host.ByHandAsync("EgOne", input);

        AssertSame(16, expected, await host.Script.NextAsync());
    }

    [Theory]
    [InlineData(17, "GET", "/api/HttpIn?code=KEY&name=Atlas&x=1&x=2", null, null, "X-Custom: c")]
    [InlineData(18, "POST", "/api/HttpIn?code=KEY", "{\"id\": 1005, \"color\": \"black\"}", "application/json", null)]
    [InlineData(19, "POST", "/api/HttpIn", "\u0000\u0001\u00ff", "application/octet-stream", "X-Functions-Key: KEY")]
    [InlineData(20, "GET", "/api/things/pump/7", null, null, "x-functions-key: KEY")]
    [InlineData(21, "GET", "/api/things/pump", null, null, "x-functions-key: KEY")]
    public async Task Http_reaches_the_handler_as_a_real_host_sends_it(
        int recorded, string method, string path, string? body, string? contentType, string? header)
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("KEY", host.Host.Keys.FunctionKey, StringComparison.Ordinal));
        if (header?.Split(": ") is [var name, var value])
        {
            request.Headers.Add(name, value.Replace("KEY", host.Host.Keys.FunctionKey, StringComparison.Ordinal));
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType!);
        }

        using var answer = await host.Client.SendAsync(request);
        var sent = await host.Script.NextAsync();

        if (Expected(recorded) is { } expected)
        {
            AssertSame(recorded, WithoutClient(expected), sent with { Body = WithoutClient(sent.Body) });
        }
    }

    [Fact]
    public async Task The_request_carries_the_headers_of_the_host_and_is_chunked()
    {
        using var app = App();
        await using var host = await HostUnderTest.StartAsync(app);
        using var answer = await host.EventsAsync("EgOne", $$"""[{"id":"1","topic":"{{Topic}}"}]""");
        var request = await host.Script.NextAsync();

        Assert.Equal("POST /EgOne HTTP/1.1", request.Line);
        Assert.Equal("chunked", request.Headers["Transfer-Encoding"]);
        Assert.Equal("application/json; charset=utf-8", request.Headers["Content-Type"]);
        Assert.StartsWith("Azure-Functions-Host/", request.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.True(Guid.TryParse(request.Headers["X-Azure-Functions-InvocationId"], out _));
        Assert.DoesNotContain("Content-Length", request.Headers.Keys);
    }

    private static AppFolder App() => new AppFolder()
        .WithEventGrid()
        .With("EgMany", """{ "type": "eventGridTrigger", "name": "events", "direction": "in", "cardinality": "many" }""")
        .WithTimer()
        .WithHttp("HttpIn")
        .WithHttp("HttpRoute", """, "methods": ["get"], "route": "things/{kind}/{id:int?}" """);

    private JsonObject? Expected(int index)
    {
        var body = RecordedInvocations.BodyAt(index);
        if (body is null)
        {
            output.WriteLine("Not checked: the recording of a real host's invocations is not beside the repository.");
        }

        return body;
    }

    private static void AssertSame(int recorded, JsonObject expected, HandlerRequest actual)
    {
        Assert.Equal((string?)RecordedInvocations.At(recorded)!["line"], actual.Line);
        foreach (var sys in new[] { expected, actual.Body }.Select(body => body["Metadata"]!["sys"]!.AsObject()))
        {
            Assert.NotNull(sys["UtcNow"]);
            Assert.NotNull(sys["RandGuid"]);
            sys["UtcNow"] = "differs";
            sys["RandGuid"] = "differs";
        }

        Assert.True(JsonNode.DeepEquals(expected, actual.Body), $"recorded: {expected.ToJsonString()}\nsent:     {actual.Body.ToJsonString()}");
    }

    // What the two clients say about themselves is not the host's doing: address, keys and headers of their own.
    private static JsonObject WithoutClient(JsonObject body)
    {
        var req = body["Data"]!["req"]!.AsObject();
        var url = new Uri((string)req["Url"]!);
        req["Url"] = url.AbsolutePath;
        foreach (var headers in new[] { req["Headers"]!.AsObject(), body["Metadata"]!["Headers"]!.AsObject() })
        {
            foreach (var own in new[] { "Host", "Connection", "User-Agent", "Accept-Encoding", "X-Functions-Key", "x-functions-key" })
            {
                headers.Remove(own);
            }
        }

        foreach (var query in new[] { req["Query"]!.AsObject(), body["Metadata"]!["Query"]!.AsObject() })
        {
            query["code"] = query.ContainsKey("code") ? "a key" : null;
        }

        return body;
    }
}
