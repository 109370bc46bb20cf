using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Control;

public sealed class DoubledKeysTests
{
    private const string Doubled = """{"location":"a","location":"b"}""";

    /// <summary>Surface, path and method of a call, and the place of the message in the refusal.</summary>
    public static TheoryData<string, string, string, string> Surfaces =>
        new()
        {
            {
                "arm",
                "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-x?api-version=2022-09-01",
                "PUT",
                "error.code"
            },
            { "foundry", "/contoso/openai/v1/chat/completions", "POST", "error.message" },
            { "gateway", "/contoso/openai/v1/chat/completions", "POST", "message" },
            { "arm", "/_local/faults", "POST", "message" },
            { "arm", "/_local/handler", "POST", "message" },
            { "arm", "/_local/events", "POST", "message" },
        };

    [Theory]
    [MemberData(nameof(Surfaces))]
    public async Task A_name_that_stands_twice_is_refused_in_the_surfaces_own_form(
        string surface,
        string path,
        string method,
        string holds
    ) => await RefusesAsync(surface, path, method, holds, Doubled);

    [Theory]
    [MemberData(nameof(Surfaces))]
    public async Task Half_of_a_surrogate_pair_is_refused_in_the_surfaces_own_form(string surface, string path, string method, string holds)
    {
        await RefusesAsync(surface, path, method, holds, """{"\ud800":1,"location":"a"}""");
        await RefusesAsync(surface, path, method, holds, """{"location":"\udc00"}""");
    }

    [Theory]
    [InlineData("/_local/faults")]
    [InlineData("/_local/events")]
    [InlineData("/_local/clock")]
    [InlineData("/_local/state")]
    [InlineData("/_local/secrets")]
    public async Task What_is_no_json_is_refused_by_the_control_routes(string path)
    {
        await using var test = await CloudUnderTest.StartAsync();

        using var answer = await test.Arm.PostAsync(new Uri(path, UriKind.Relative), new StringContent("{ not json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static async Task RefusesAsync(string surface, string path, string method, string holds, string sent)
    {
        await using var test = await CloudUnderTest.StartAsync();
        var options = test.Cloud.Options;
        var address = surface switch
        {
            "foundry" => options.Foundry,
            "gateway" => options.Gateway,
            _ => options.Arm,
        };
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, path))
        {
            Content = new StringContent(sent, Encoding.UTF8, "application/json"),
        };

        using var answer = await test.Arm.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
        Assert.NotNull(holds.Split('.').Aggregate(body, (node, name) => node?[name]));
    }
}
