using System.Text;
using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Gateway.Policies;

public sealed class ForwardRequestTests : PolicyTest
{
    [Theory]
    [InlineData("<forward-request timeout=\"120\" buffer-response=\"false\" />")]
    [InlineData("<forward-request />")]
    public async Task A_stream_arrives_whole_with_its_usage(string forward)
    {
        await Scene.PolicyAsync(GatewayScene.Base, backend: forward);

        var reply = await Scene.PostAsync(GatewayScene.Chat, Chats.Say("tell me", stream: true, withUsage: true), Scene.MasterKey);

        var chunks = Chunks(reply.Text);
        Assert.Equal("text/event-stream", reply.ContentType);
        Assert.Contains(
            "tell me",
            string.Concat(chunks.Select(chunk => (string?)chunk["choices"]?.AsArray().FirstOrDefault()?["delta"]?["content"])),
            StringComparison.Ordinal
        );
        Assert.True((int)chunks[^1]["usage"]!["total_tokens"]! > 0);
        Assert.EndsWith("data: [DONE]\n\n", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unbuffered_stream_gives_its_first_words_before_the_backend_has_finished()
    {
        await using var backend = await SlowBackend.StartAsync();
        await Scene.AddBackendAsync("slow", backend.Url);
        await Scene.PolicyAsync(
            """<base /><set-backend-service backend-id="slow" />""",
            backend: "<forward-request buffer-response=\"false\" />"
        );

        using var request = new HttpRequestMessage(HttpMethod.Post, GatewayScene.Chat)
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("api-key", Scene.MasterKey);
        using var response = await Scene.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = await reader.ReadLineAsync();
        backend.Finish();
        var rest = await reader.ReadToEndAsync();

        Assert.Equal("data: first", first);
        Assert.Contains("data: last", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_backend_ends_in_504_after_the_timeout()
    {
        Scene.Cloud.Cloud.Faults.Add(
            new LocalAzure.Control.FaultRule
            {
                Surface = "foundry",
                PathPattern = ".*",
                Times = 1,
                DelayMs = 60_000,
            }
        );
        await Scene.PolicyAsync(GatewayScene.Base, backend: "<forward-request timeout-ms=\"30\" />");

        Assert.Equal(504, (await Scene.ChatAsync()).Status);
    }

    [Fact]
    public async Task A_backend_that_is_not_there_is_the_gateways_500()
    {
        await Scene.AddBackendAsync("nobody", "http://127.0.0.1:9/openai");
        await Scene.PolicyAsync(
            """<base /><set-backend-service backend-id="nobody" />""",
            onError: """<set-header name="x-reason" exists-action="override"><value>@(context.LastError.Reason)</value></set-header>"""
        );

        var reply = await Scene.ChatAsync();

        Assert.Equal(500, reply.Status);
        Assert.Equal("BackendConnectionFailure", reply.Header("x-reason"));
    }

    [Fact]
    public async Task The_backends_error_passes_as_it_is_unless_asked_otherwise()
    {
        Fail(418, times: 2);
        await Scene.PolicyAsync(GatewayScene.Base);
        var plain = await Scene.ChatAsync();
        await Scene.PolicyAsync(
            GatewayScene.Base,
            backend: "<forward-request fail-on-error-status-code=\"true\" />",
            onError: "<return-response><set-status code=\"502\" reason=\"Upstream\" /></return-response>"
        );

        var failed = await Scene.ChatAsync();

        Assert.Equal(418, plain.Status);
        Assert.Equal("made", (string)plain.Json["error"]!["code"]!);
        Assert.Equal(502, failed.Status);
    }

    private static List<JsonNode> Chunks(string text) =>
        [
            .. text.Split('\n')
                .Where(line => line.StartsWith("data: {", StringComparison.Ordinal))
                .Select(line => JsonNode.Parse(line[6..])!),
        ];
}
