using System.Net;
using System.Text.Json.Nodes;

namespace LocalAzure.Tests.FunctionsHost;

public sealed class HostRoutesTests
{
    [Theory]
    [InlineData("", 401)]
    [InlineData("?code=wrong", 401)]
    [InlineData("?code=FUNCTION", 200)]
    [InlineData("?code=MASTER", 200)]
    public async Task A_function_wants_its_key(string query, int status)
    {
        using var app = new AppFolder().WithHttp();
        await using var host = await HostUnderTest.StartAsync(app);

        using var answer = await host.Client.GetAsync(new Uri("/api/Things" + Keys(host, query), UriKind.Relative));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 200, host.Script.HasMore);
    }

    [Theory]
    [InlineData("anonymous", "", 200)]
    [InlineData("admin", "?code=FUNCTION", 401)]
    [InlineData("admin", "?code=MASTER", 200)]
    public async Task Other_auth_levels_hold_too(string level, string query, int status)
    {
        using var app = new AppFolder().WithHttp(trigger: $$""", "authLevel": "{{level}}" """);
        await using var host = await HostUnderTest.StartAsync(app);

        using var answer = await host.Client.GetAsync(new Uri("/api/Things" + Keys(host, query), UriKind.Relative));

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Routes_and_methods_choose_the_function_and_all_else_is_404()
    {
        using var app = new AppFolder()
            .WithHttp("Read", """, "route": "runs/{id?}", "methods": ["get"] """)
            .WithHttp("Write", """, "route": "runs/{id?}", "methods": ["post"] """);
        await using var host = await HostUnderTest.StartAsync(app);
        host.Client.DefaultRequestHeaders.Add("x-functions-key", host.Host.Keys.FunctionKey);

        using var read = await host.Client.GetAsync(new Uri("/api/runs/7", UriKind.Relative));
        using var write = await host.Client.PostAsync(new Uri("/api/runs", UriKind.Relative), null);
        using var delete = await host.Client.DeleteAsync(new Uri("/api/runs/7", UriKind.Relative));
        using var nothing = await host.Client.GetAsync(new Uri("/runs/7", UriKind.Relative));

        Assert.Equal("Read", (await host.Script.NextAsync()).Function);
        Assert.Equal("Write", (await host.Script.NextAsync()).Function);
        Assert.Equal(HttpStatusCode.NotFound, delete.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Theory]
    [InlineData("""{"\ud800":1,"input":"a"}""")]
    [InlineData("""{"input":"\udc00"}""")]
    [InlineData("""{"input":"a","input":"b"}""")]
    public async Task An_input_by_hand_that_cannot_be_read_is_refused_with_a_sentence(string body)
    {
        using var app = new AppFolder().WithTimer();
        await using var host = await HostUnderTest.StartAsync(app);

        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await host.Client.PostAsync(
            new Uri($"/admin/functions/Tick?code={host.Host.Keys.MasterKey}", UriKind.Relative),
            content
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("input", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosts_status_can_be_asked_for()
    {
        using var app = new AppFolder().WithTimer();
        await using var host = await HostUnderTest.StartAsync(app);

        var status = await host.Client.GetStringAsync(new Uri($"/admin/host/status?code={host.Host.Keys.MasterKey}", UriKind.Relative));
        var functions = await host.Client.GetStringAsync(new Uri($"/admin/functions?code={host.Host.Keys.MasterKey}", UriKind.Relative));

        Assert.Equal("Running", (string?)JsonNode.Parse(status)!["state"]);
        Assert.Equal("Tick", (string?)JsonNode.Parse(functions)![0]!["name"]);
    }

    [Fact]
    public async Task A_batch_goes_to_the_worker_event_by_event_and_fails_as_a_whole()
    {
        using var app = new AppFolder().WithEventGrid();
        await using var host = await HostUnderTest.StartAsync(
            app,
            new WorkerScript { Answers = request => (string?)request.Data!["id"] == "2" ? WorkerReply.Failed() : WorkerReply.Done }
        );

        using var answer = await host.EventsAsync("EgOne", """[{"id":"1"},{"id":"2"},{"id":"3"}]""");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        var ids = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((string?)(await host.Script.NextAsync()).Data!["id"]);
        }

        Assert.Equal(["1", "2", "3"], ids.Order());
    }

    [Fact]
    public async Task The_control_routes_tell_the_keys_and_the_queues()
    {
        using var app = new AppFolder().WithQueue(queue: "import-requests");
        await using var host = await HostUnderTest.StartAsync(app);

        var ready = JsonNode.Parse(await host.Control.GetStringAsync(new Uri("/_local/ready", UriKind.Relative)))!;
        var queues = await host.Control.GetStringAsync(new Uri("/_local/queues", UriKind.Relative));
        using var nonsense = await host.Control.PostAsync(new Uri("/_local/handler", UriKind.Relative), new StringContent("{}"));

        Assert.Equal(host.Host.Keys.FunctionKey, (string?)ready["functionKey"]);
        Assert.Equal(host.Host.Keys.MasterKey, (string?)ready["masterKey"]);
        Assert.Equal(
            """{"import-requests":{"visible":0,"invisible":0,"inWork":0},"import-requests-poison":{"visible":0,"invisible":0,"inWork":0}}""",
            queues
        );
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
    }

    private static string Keys(HostUnderTest host, string query) =>
        query
            .Replace("FUNCTION", host.Host.Keys.FunctionKey, StringComparison.Ordinal)
            .Replace("MASTER", host.Host.Keys.MasterKey, StringComparison.Ordinal);
}
