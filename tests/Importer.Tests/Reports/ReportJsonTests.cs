using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Reports;

namespace Importer.Tests.Reports;

public sealed class ReportJsonTests
{
    [Fact]
    public void A_run_has_the_agreed_fields_in_the_agreed_spelling()
    {
        var json = JsonSerializer.SerializeToNode(ARun.Full(), ReportJson.Default.RunReport)!.AsObject();

        Assert.Equal(("event", "plan", "succeeded"), ((string)json["reason"]!, (string)json["mode"]!, (string)json["outcome"]!));
        Assert.Equal("AzureOpenAIV1", (string)json["decisions"]![0]!["compatibility"]!);
        Assert.Equal(("create", "namedValue", "planned"), Step(json["steps"]![0]!));
        Assert.Equal(("update", "api", "heldBack"), Step(json["steps"]![1]!));
        Assert.Equal(["field", "expected", "actual"], json["steps"]![1]!["differences"]![0]!.AsObject().Select(field => field.Key));
        Assert.Equal(["create", "update", "delete", "unchanged"], json["counts"]!.AsObject().Select(field => field.Key));
        Assert.Equal("chat", (string)json["probes"]![0]!["capability"]!);
        Assert.Equal(6, (int)json["probes"]![0]!["usage"]!["totalTokens"]!);
        Assert.Equal(2000, (int)json["timing"]!["eventToReadyMs"]!);
        Assert.False(json.ContainsKey("error"));
        Assert.False(json.ContainsKey("tryAgain"));
    }

    [Fact]
    public void A_run_is_read_back_as_it_was_written()
    {
        var text = JsonSerializer.Serialize(ARun.Full(), ReportJson.Default.RunReport);

        var back = JsonSerializer.Deserialize(text, ReportJson.Default.RunReport)!;

        Assert.Equal(text, JsonSerializer.Serialize(back, ReportJson.Default.RunReport));
    }

    [Fact]
    public void Fields_that_an_older_record_lacks_are_empty_and_not_null()
    {
        var run = JsonSerializer.Deserialize(
            """{"id":"run-00000001","reason":"manual","mode":"apply","startedAt":"2026-11-21T10:00:00Z"}""",
            ReportJson.Default.RunReport
        )!;

        Assert.Empty(run.Steps);
        Assert.Empty(run.Attempts);
        Assert.NotNull(run.Counts);
        Assert.NotNull(run.Timing);
        Assert.Null(run.Outcome);
    }

    private static (string Change, string Kind, string Outcome) Step(JsonNode step) =>
        ((string)step["change"]!, (string)step["kind"]!, (string)step["outcome"]!);
}
