using Importer.Arm;

namespace Importer.Tests.Arm;

public sealed class ArmClientTests : IDisposable
{
    private const string Thing = "/subscriptions/s/resourceGroups/rg/providers/Contoso.Toys/toys/bear";
    private const string Read = "GET " + Thing;

    private readonly ScriptedArm _arm = new();

    public void Dispose() => _arm.Dispose();

    [Fact]
    public async Task Reading_sends_a_token_a_version_and_a_request_id()
    {
        _arm.On(Read, new Answer(200, """{"name":"bear"}""").With("ETag", "\"7\""));

        var answer = await _arm.Client().GetAsync(Thing, "2024-05-01", CancellationToken.None);

        var sent = Assert.Single(_arm.Sent);
        Assert.Equal($"{Thing}?api-version=2024-05-01", sent.Path);
        Assert.Equal($"Bearer {StaticToken.Value}", sent.Headers["Authorization"]);
        Assert.True(sent.Headers.ContainsKey("x-ms-client-request-id"));
        Assert.Equal(("bear", "\"7\""), (answer.Body.Text("name"), answer.ETag));
    }

    [Fact]
    public async Task A_query_of_its_own_comes_before_the_version()
    {
        _arm.On(Read + "?format=xml", """{"name":"bear"}""");

        await _arm.Client().GetAsync(Thing + "?format=xml", "2024-05-01", CancellationToken.None);

        Assert.Equal($"{Thing}?format=xml&api-version=2024-05-01", _arm.Sent[0].Path);
    }

    [Fact]
    public async Task A_missing_resource_is_an_answer_and_not_an_exception()
    {
        _arm.On(Read, Answer.Error(404, "ResourceNotFound", "The bear was not found."));

        var answer = await _arm.Client().GetAsync(Thing, "1", CancellationToken.None);

        Assert.False(answer.Found);
        Assert.Equal("ResourceNotFound", answer.Error?.Code);
    }

    [Fact]
    public async Task A_missing_resource_that_must_be_there_throws()
    {
        _arm.On(Read, Answer.Error(404, "ResourceNotFound", "The bear was not found."));

        var refusal = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().RequireAsync(Thing, "1", CancellationToken.None));

        Assert.Equal(ArmErrorKind.Gone, refusal.Kind);
    }

    [Fact]
    public async Task A_list_is_read_with_all_its_pages()
    {
        _arm.On("GET /toys", $$"""{"value":[{"name":"a"}],"nextLink":"{{ScriptedArm.Endpoint}}toys/2?api-version=1"}""")
            .On("GET /toys/2", $$"""{"value":[{"name":"b"}],"nextLink":"/toys/3?api-version=1"}""")
            .On("GET /toys/3", """{"value":[{"name":"c"}],"nextLink":""}""");

        var items = await _arm.Client().ListAsync("/toys", "1", CancellationToken.None);

        Assert.Equal(["a", "b", "c"], items.Select(item => item.Text("name")));
    }

    [Theory]
    [InlineData("https://elsewhere.example/toys")]
    [InlineData("http://127.0.0.1:10/toys")]
    [InlineData("//elsewhere.example/toys")]
    public async Task A_list_never_takes_the_token_to_another_host(string link)
    {
        _arm.On("GET /toys", $$"""{"value":[],"nextLink":"{{link}}"}""");

        var refusal = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().ListAsync("/toys", "1", CancellationToken.None));

        Assert.Equal("ForeignLink", refusal.Code);
        Assert.Single(_arm.Sent);
    }

    [Fact]
    public async Task An_endless_list_ends()
    {
        _arm.On("GET /toys", """{"value":[],"nextLink":"/toys/1?api-version=1"}""");
        for (var page = 1; page < 10; page++)
        {
            _arm.On($"GET /toys/{page}", $$"""{"value":[],"nextLink":"/toys/{{page + 1}}?api-version=1"}""");
        }

        var refusal = await Assert.ThrowsAsync<ArmException>(() =>
            _arm.Client(new() { MaxPages = 5 }).ListAsync("/toys", "1", CancellationToken.None)
        );

        Assert.Equal("EndlessList", refusal.Code);
        Assert.Equal(5, _arm.Sent.Count);
    }

    [Fact]
    public async Task One_token_serves_many_calls_until_it_grows_old()
    {
        _arm.On(Read, """{"name":"bear"}""");
        var client = _arm.Client();

        await client.GetAsync(Thing, "1", CancellationToken.None);
        await client.GetAsync(Thing, "1", CancellationToken.None);
        Assert.Equal(1, _arm.Token.Asked);

        _arm.Clock.Advance(TimeSpan.FromHours(1));
        await client.GetAsync(Thing, "1", CancellationToken.None);
        Assert.Equal(2, _arm.Token.Asked);
    }

    [Fact]
    public async Task Writing_carries_the_condition_and_the_body_as_it_is()
    {
        _arm.On("PUT " + Thing, "{}");

        await _arm.Client()
            .PutAsync(
                Thing,
                "1",
                new System.Text.Json.Nodes.JsonObject { ["xml"] = "<a b='c'/>" },
                ArmCondition.IfStill("\"7\""),
                CancellationToken.None
            );

        Assert.Equal("\"7\"", _arm.Sent[0].Headers["If-Match"]);
        Assert.Equal("""{"xml":"<a b='c'/>"}""", _arm.Sent[0].Body);
    }

    [Fact]
    public async Task Creating_asks_for_nothing_to_be_there()
    {
        _arm.On("PUT " + Thing, "{}");

        await _arm.Client().PutAsync(Thing, "1", null, ArmCondition.IfAbsent, CancellationToken.None);

        Assert.Equal("*", _arm.Sent[0].Headers["If-None-Match"]);
    }

    [Fact]
    public async Task Deleting_what_is_gone_is_an_answer()
    {
        _arm.On("DELETE " + Thing, Answer.Error(404, "ResourceNotFound", "gone"));

        var answer = await _arm.Client().DeleteAsync(Thing, "1", ArmCondition.IfPresent, CancellationToken.None);

        Assert.Equal(404, answer.Status);
    }

    [Theory]
    [InlineData("http://management.azure.com")]
    [InlineData("ftp://127.0.0.1")]
    public void A_token_never_goes_over_plain_http_to_another_machine(string endpoint) =>
        Assert.Throws<ArgumentException>(() => new ArmClient(new(endpoint), "a", _arm.Token, _arm.Clock));

    [Fact]
    public async Task Cancelling_ends_the_call_as_a_cancellation()
    {
        using var source = new CancellationTokenSource();
        _arm.On(Read, Answer.TimedOut with { Before = source.Cancel });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _arm.Client().GetAsync(Thing, "1", source.Token));
    }
}
