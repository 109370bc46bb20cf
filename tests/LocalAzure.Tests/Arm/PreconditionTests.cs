using static LocalAzure.Tests.CloudUnderTest;

namespace LocalAzure.Tests.Arm;

/// <summary>What keeps a PUT from overwriting, and what goes with an API.</summary>
public sealed class PreconditionTests : IAsyncLifetime
{
    private const string Backend = """{"properties":{"protocol":"http","url":"https://contoso.example"}}""";
    private const string Policy = """{"properties":{"format":"rawxml","value":"<policies><inbound><base /></inbound></policies>"}}""";

    private CloudUnderTest _test = null!;

    public async Task InitializeAsync() => _test = await StartStillAsync();

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Theory]
    [InlineData("apis/petstore", """{"properties":{"displayName":"Mine","path":"mine"}}""")]
    [InlineData("apis/petstore/policies/policy", Policy)]
    [InlineData("backends/there", Backend)]
    public async Task If_none_match_refuses_what_is_there_and_writes_nothing(string path, string body)
    {
        await _test.PutAsync($"{Service}/backends/there", Backend);
        var before = (await _test.GetAsync($"{Service}/{path}")).Body!.ToJsonString();

        var (status, text) = await PutAsync(path, body, "*");

        Assert.Equal((412, true), (status, text.Contains("PreconditionFailed", StringComparison.Ordinal)));
        Assert.Equal(before, (await _test.GetAsync($"{Service}/{path}")).Body!.ToJsonString());
    }

    [Fact]
    public async Task If_none_match_lets_what_is_not_there_be_made_and_other_values_are_refused_by_name()
    {
        Assert.Equal(201, (await PutAsync("backends/new", Backend, "*")).Status);
        var (status, text) = await PutAsync("backends/newer", Backend, "\"1\"");
        Assert.Equal((501, true), (status, text.Contains("If-None-Match", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Subscriptions_of_an_api_alone_go_with_it_and_no_others()
    {
        foreach (var (name, scope) in new[] { ("own", "/apis/petstore"), ("product", "/products/ai-team"), ("all", "/apis") })
        {
            await _test.PutAsync($"{Service}/subscriptions/{name}", $$"""{"properties":{"displayName":"{{name}}","scope":"{{scope}}"} }""");
        }

        await _test.DeleteAsync($"{Service}/apis/petstore");

        Assert.Equal(404, (await _test.GetAsync($"{Service}/subscriptions/own")).Status);
        Assert.Equal(
            (200, 200),
            (
                (await _test.GetAsync($"{Service}/subscriptions/product")).Status,
                (await _test.GetAsync($"{Service}/subscriptions/all")).Status
            )
        );
    }

    private async Task<(int Status, string Text)> PutAsync(string path, string body, string ifNoneMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Service}/{path}?api-version=2024-05-01")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        using var answer = await _test.Arm.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
