using System.Text;
using LocalAzure.FunctionsHost;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.Tests.FunctionsHost;

public sealed class QueueOutputTests
{
    [Theory]
    [InlineData("null", new string[0])]
    [InlineData("[]", new string[0])]
    [InlineData(
        """["a","abcd",{"id":1},[1,2],null,3,true]""",
        new[] { "a", "abcd", "{\n  \"id\": 1\n}", "[\n  1,\n  2\n]", "", "3", "True" }
    )]
    [InlineData("""["{\"runId\":\"r1\",\"n\":2.50}","[1, 2]"]""", new[] { """{"runId":"r1","n":2.50}""", "[1, 2]" })]
    [InlineData("""{"id":1}""", new[] { "{\n  \"id\": 1\n}" })]
    public void Json_becomes_one_message_for_each_element_and_strings_stay_exactly_as_they_are(string json, string[] messages) =>
        Assert.Equal(messages, Texts(new TypedData { Json = json }));

    [Theory]
    [InlineData("", new[] { "" })]
    [InlineData("hello world", new[] { "hello world" })]
    [InlineData("abcd", new[] { "abcd" })]
    [InlineData("2026-11-21T10:00:00Z", new[] { "2026-11-21T10:00:00Z" })]
    [InlineData("""["a",{"id":1}]""", new[] { "a", "{\n  \"id\": 1\n}" })]
    public void A_plain_text_that_looks_like_json_is_read_as_json_and_any_other_stays(string text, string[] messages) =>
        Assert.Equal(messages, Texts(new TypedData { String = text }));

    [Fact]
    public void Bytes_and_collections_go_as_they_are()
    {
        Assert.Equal([0xff], QueueOutput.Messages(TypedValue.Of([0xff])).Single());
        Assert.Equal(["a", ""], Texts(new TypedData { CollectionString = new() { Items = { "a", "" } } }));
        Assert.Empty(QueueOutput.Messages(null));
    }

    [Theory]
    [InlineData("{oops}")]
    [InlineData("[oops]")]
    public void Text_in_brackets_that_is_not_json_fails_the_invocation(string output) =>
        Assert.Throws<InvocationFailedException>(() => QueueOutput.Messages(new TypedData { String = output }));

    private static IEnumerable<string> Texts(TypedData output) => QueueOutput.Messages(output).Select(Encoding.UTF8.GetString);
}
