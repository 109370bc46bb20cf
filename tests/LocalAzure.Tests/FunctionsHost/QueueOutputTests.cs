using System.Text;
using System.Text.Json.Nodes;
using LocalAzure.FunctionsHost;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>Each row was seen with the real host's own conversion code.</summary>
public sealed class QueueOutputTests
{
    [Theory]
    [InlineData("null", new string[0])]
    [InlineData("[]", new string[0])]
    [InlineData("\"\"", new[] { "" })]
    [InlineData("\"hello world\"", new[] { "hello world" })]
    [InlineData("\"eyJydW5JZCI6InIxIn0=\"", new[] { """{"runId":"r1"}""" })]
    [InlineData("""{"at":"2026-11-21T10:00:00.000+02:00","n":2.50}""", new[] { "{\n  \"at\": \"2026-11-21T08:00:00+00:00\",\n  \"n\": 2.5\n}" })]
    [InlineData("\"{\\\"n\\\":2.50}\"", new[] { "{\n  \"n\": 2.5\n}" })]
    [InlineData("""["a","abcd",{"id":1},[1,2],null,3,true]""", new[] { "a", "abcd", "{\n  \"id\": 1\n}", "[\n  1,\n  2\n]", "", "3", "True" })]
    [InlineData("\"[\\\"a\\\",{\\\"id\\\":1}]\"", new[] { "a", "{\n  \"id\": 1\n}" })]
    [InlineData("""["{\"runId\":\"r1\",\"n\":2.50}","[1, 2]"]""", new[] { """{"runId":"r1","n":2.50}""", "[1, 2]" })]
    [InlineData("42", new[] { "42" })]
    [InlineData("2.5", new[] { "2.5" })]
    [InlineData("true", new[] { "True" })]
    [InlineData("\"2026-11-21T10:00:00Z\"", new[] { "11/21/2026 10:00:00" })]
    public void An_output_becomes_the_messages_that_the_real_host_makes_of_it(string output, string[] messages) =>
        Assert.Equal(messages, Texts(output));

    [Fact]
    public void Text_that_is_base64_by_accident_is_decoded_to_garbage()
    {
        Assert.Equal([0x69, 0xb7, 0x1d], QueueOutput.Messages(Binding(), JsonNode.Parse("\"abcd\"")).Single());
        Assert.Equal("abcd", Encoding.UTF8.GetString(QueueOutput.Messages(Binding("binary"), JsonNode.Parse("\"abcd\"")).Single()));
    }

    [Theory]
    [InlineData("\"{oops}\"")]
    [InlineData("\"[oops]\"")]
    public void Text_in_brackets_that_is_not_json_fails_the_invocation(string output) =>
        Assert.Throws<InvocationFailedException>(() => QueueOutput.Messages(Binding(), JsonNode.Parse(output)));

    private static IEnumerable<string> Texts(string output) =>
        QueueOutput.Messages(Binding(), JsonNode.Parse(output)).Select(Encoding.UTF8.GetString);

    private static FunctionBinding Binding(string? dataType = null) => new()
    {
        Type = "queue",
        Name = "out",
        Direction = "out",
        Json = new JsonObject { ["dataType"] = dataType },
    };
}
