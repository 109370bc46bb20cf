using System.Text.Json;
using Functions.Host;

namespace Functions.Tests.Host;

public sealed class WireValueTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("""
        "{\"a\":1}"
        """, """{"a":1}""")]
    [InlineData("""
        "[1,2]"
        """, "[1,2]")]
    [InlineData("""
        "plain"
        """, "\"plain\"")]
    [InlineData("""
        "\"Atlas\""
        """, "\"Atlas\"")]
    public void A_string_that_holds_json_is_opened_once(string wire, string expected) =>
        Assert.Equal(expected, WireValue.Open(JsonElement.Parse(wire)).GetRawText());

    [Theory]
    [InlineData("""
        "\"{\\\"runId\\\":\\\"r1\\\"}\""
        """, """{"runId":"r1"}""")]
    [InlineData("""
        "\"plain é \\\"q\\\"\""
        """, "plain é \"q\"")]
    [InlineData("""
        "\"42\""
        """, "42")]
    [InlineData("""
        "\"null\""
        """, "null")]
    [InlineData("""
        "\"\""
        """, "")]
    [InlineData("""
        "{\"runId\":\"r1\"}"
        """, """{"runId":"r1"}""")]
    public void A_queue_text_comes_out_byte_for_byte(string wire, string expected) =>
        Assert.Equal(expected, WireValue.MessageText(JsonElement.Parse(wire)));

    [Theory]
    [InlineData("\"3\"", 3)]
    [InlineData("3", 3)]
    [InlineData("\"\\\"3\\\"\"", 3)]
    [InlineData("\"\\\"x\\\"\"", null)]
    [InlineData("{}", null)]
    [InlineData("99999999999", null)]
    public void A_number_is_read_however_the_host_wrote_it(string wire, int? expected) =>
        Assert.Equal(expected, WireValue.Number(JsonElement.Parse(wire)));

    [Fact]
    public void Half_a_surrogate_pair_is_no_text_and_no_crash()
    {
        var value = JsonElement.Parse("""{"a":"\ud800","\udfff":1}""");

        Assert.Null(WireValue.Text(value, "a"));
        Assert.Equal(JsonValueKind.Undefined, WireValue.Property(value, "b").ValueKind);
    }
}
