using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests;

/// <summary>Bodies that parsers stumble over, through the host's HTTP door and into the worker's process.</summary>
[Collection(nameof(DisturbedCloud))]
public sealed class HttpDoorTests(DisturbedCloud cloud)
{
    public static TheoryData<string, string> Bodies =>
        new()
        {
            { """{"scope":"a","scope":"b"}""", "names a field twice" },
            { """{"mode":"plan","mode":"apply"}""", "names a field twice" },
            { """{"adopt":"a","adopt":"b","insist":true}""", "names a field twice" },
            { """{"scope":{"a":1,"a":2}}""", "names a field twice" },
            { """{"scope":"\ud800"}""", "half of a surrogate pair" },
            { """{"mode":"\udc00\ud800"}""", "half of a surrogate pair" },
            { """{"adopt":"\ud83d"}""", "half of a surrogate pair" },
            { """{"\ud800":true}""", "is no JSON" },
            { """{"\ud800":true,"\ud800":false}""", "is no JSON" },
            { "{\"scope\":\"\u00ed\u00a0\u0080\"}", "that hold no JSON in UTF-8" },
            { "\u00ff\u00fe", "that hold no JSON in UTF-8" },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_a_parser_stumbles_over_is_refused_with_a_sentence_and_nothing_runs(string body, string sentence)
    {
        // Each character is a byte, so that a body can hold what no text can.
        var (runs, log) = ((await cloud.Importer.RunsAsync()).Count, cloud.Log.Count);

        var (status, text) = await cloud.Importer.PostBytesAsync(Encoding.Latin1.GetBytes(body));

        Assert.True(status == HttpStatusCode.BadRequest, $"{status} {text}\n{string.Join((char)10, cloud.Log.Skip(log))}");
        Assert.Contains(sentence, text, StringComparison.Ordinal);
        Assert.IsType<JsonObject>(JsonNode.Parse(text));
        Assert.Equal(runs, (await cloud.Importer.RunsAsync()).Count);
        Assert.DoesNotContain(cloud.Log.Skip(log), line => line.Contains("Exception", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_good_request_after_all_of_them_is_carried_out()
    {
        foreach (var body in Bodies.Select(row => (string)row[0]))
        {
            await cloud.Importer.PostBytesAsync(Encoding.Latin1.GetBytes(body));
        }

        await cloud.Arm.PutAccountAsync("door");
        await cloud.Arm.DeployAsync("door", "gpt-4o");
        await cloud.SettleAsync();

        Assert.Equal("succeeded", (await cloud.Importer.ImportAsync(ArmDriver.Account("door"))).Outcome);
        Assert.Equal([new("door-openai", "door/openai")], await cloud.Arm.ApisOfAsync("door"));
        await cloud.Arm.DeleteAccountAsync("door");
        await cloud.SettleAsync();
    }
}
