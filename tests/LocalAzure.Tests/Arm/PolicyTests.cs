using static LocalAzure.Tests.Arm.ApiTests;
using static LocalAzure.Tests.CloudUnderTest;

namespace LocalAzure.Tests.Arm;

public sealed class PolicyTests : IAsyncLifetime
{
    private const string Policy = $"{Service}/apis/petstore/policies/policy";
    private CloudUnderTest _test = null!;

    public async Task InitializeAsync() => _test = await StartStillAsync();

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task A_policy_comes_back_indented_with_crlf_and_under_another_tag()
    {
        var before = await _test.GetAsync(Policy);
        Assert.Equal(200, (await _test.PutAsync(Policy, APolicy("<base /><set-variable name=\"a\" value=\"b\" />"))).Status);
        var after = await _test.GetAsync(Policy);
        Assert.NotEqual(before.Header("ETag"), after.Header("ETag"));
        Assert.StartsWith(
            "<policies>\r\n  <inbound>\r\n    <base />\r\n    <set-variable name=\"a\" value=\"b\" />\r\n",
            (string?)after.Properties["value"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Raw_text_may_hold_quotes_and_brackets_in_expressions_and_is_escaped_when_read()
    {
        const string Raw = "<set-variable name=\"a\" value=\"@(context.Request.Headers.GetValueOrDefault(\"x\", \"<none>\"))\" />";
        Assert.Equal(200, (await _test.PutAsync(Policy, APolicy(Raw, "rawxml"))).Status);
        Assert.Contains(
            "GetValueOrDefault(&quot;x&quot;, &quot;&lt;none&gt;&quot;))",
            (string?)(await _test.GetAsync(Policy)).Properties["value"],
            StringComparison.Ordinal
        );
        Assert.Contains(
            "GetValueOrDefault(\"x\", \"<none>\"))",
            (string?)(await _test.GetAsync($"{Policy}?format=rawxml")).Properties["value"],
            StringComparison.Ordinal
        );
        Assert.Equal("ValidationError", (await _test.PutAsync(Policy, APolicy(Raw))).Code);
    }

    [Fact]
    public async Task Line_breaks_inside_an_attribute_come_back_as_entities()
    {
        await _test.PutAsync(Policy, APolicy("<set-variable name=\"a\" value=\"@(\n  context.Request.IpAddress)\" />"));
        var value = (string?)(await _test.GetAsync(Policy)).Properties["value"];
        Assert.True(value!.Contains("@(&#xA;  context.Request.IpAddress)", StringComparison.Ordinal), value);
    }

    [Fact]
    public async Task What_is_written_back_as_it_was_read_stays_the_same()
    {
        await _test.PutAsync(
            Policy,
            APolicy(
                "<!-- keep \"me\" --><base /><set-header name=\"h\" exists-action=\"override\"><value>@(\"a\" + 'b')</value></set-header>",
                "rawxml"
            )
        );
        foreach (var format in new[] { "xml", "rawxml" })
        {
            var read = await _test.GetAsync($"{Policy}?format={format}");
            await _test.PutAsync(
                Policy,
                new System.Text.Json.Nodes.JsonObject { ["properties"] = read.Properties.DeepClone() }.ToJsonString()
            );
            Assert.Equal(
                (string?)read.Properties["value"],
                (string?)(await _test.GetAsync($"{Policy}?format={format}")).Properties["value"]
            );
        }
    }

    [Theory]
    [InlineData("<base>", "line")]
    [InlineData("<no-such-policy />", "Error in element 'no-such-policy' on line 1, column")]
    [InlineData("<set-backend-service backend-id=\"none\" />", "none")]
    [InlineData("<include-fragment fragment-id=\"none\" />", "none")]
    [InlineData("<set-variable name=\"a\" value=\"{{none}}\" />", "Cannot find a property 'none'")]
    public async Task A_policy_with_a_fault_is_refused_with_its_place(string inbound, string message)
    {
        var refused = await _test.PutAsync(Policy, APolicy(inbound));
        Assert.Equal((400, "ValidationError"), (refused.Status, refused.Code));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_policy_uses_cannot_go_before_it()
    {
        await _test.PutAsync($"{Service}/backends/b", """{"properties":{"url":"https://x.example","protocol":"http"}}""");
        await _test.DoneAsync(_test.PutAsync($"{Service}/namedValues/nv", """{"properties":{"displayName":"nv","value":"1"}}"""));
        await _test.DoneAsync(
            _test.PutAsync(
                $"{Service}/policyFragments/f",
                """{"properties":{"format":"xml","value":"<fragment><set-variable name=\"a\" value=\"{{nv}}\" /></fragment>"}}"""
            )
        );
        Assert.Equal(
            200,
            (await _test.PutAsync(Policy, APolicy("<set-backend-service backend-id=\"b\" /><include-fragment fragment-id=\"f\" />"))).Status
        );
        foreach (var used in new[] { "backends/b", "namedValues/nv", "policyFragments/f" })
        {
            Assert.Equal("ValidationError", (await _test.DeleteAsync($"{Service}/{used}")).Code);
        }

        Assert.Equal(200, (await _test.DeleteAsync(Policy)).Status);
        foreach (var free in new[] { "backends/b", "policyFragments/f", "namedValues/nv" })
        {
            Assert.Equal(200, (await _test.DeleteAsync($"{Service}/{free}")).Status);
        }
    }

    [Theory]
    [InlineData($"{Service}/policies/policy", 200)]
    [InlineData($"{Service}/products/ai-team/policies/policy", 201)]
    [InlineData($"{Service}/apis/petstore/operations/get-pet/policies/policy", 201)]
    public async Task Every_scope_has_its_policy(string path, int status)
    {
        const string Value = "<policies><inbound /><backend><forward-request /></backend><outbound /><on-error /></policies>";
        Assert.Equal(status, (await _test.PutAsync(path, $$$"""{"properties":{"format":"xml","value":"{{{Value}}}"}}""")).Status);
        Assert.Contains("<forward-request />", (string?)(await _test.GetAsync(path)).Properties["value"], StringComparison.Ordinal);
    }
}
