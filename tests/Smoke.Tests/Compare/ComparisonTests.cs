using LocalAzure;
using LocalAzure.Compare;
using LocalAzure.Tests;

namespace Smoke.Tests.Compare;

/// <summary>LocalAzure recorded and compared with itself: as it is, and with each recorded line changed in each way.</summary>
public sealed class ComparisonTests(RecordedRun recorded) : IClassFixture<RecordedRun>
{
    private static LocalAzureOptions Options => new() { PortBase = FreePorts.Base() };

    [Fact]
    public async Task What_was_recorded_here_compares_clean()
    {
        var (code, output) = await CompareAsync(recorded.Lines);

        Assert.True(code == CompareCommand.Same, output);
        Assert.Matches(@"^\d{3} calls compared, \d+ not \(.*\): no difference\s*$", output);
    }

    [Fact]
    public async Task Each_kind_of_difference_in_each_recorded_line_is_found()
    {
        var evidence = EvidenceFile.Parse(recorded.Lines);
        var answers = await Replay.RunAsync(evidence, Options, CancellationToken.None);
        var edits = evidence.Calls.Where(call => answers.ContainsKey(call.Line)).SelectMany(Edits.Of).ToList();

        var missed = edits
            .Where(edit => !AnswerComparison.Of(edit.Line, answers[edit.Line.Line], evidence.Ids).Any(found => found.Kind == edit.Kind))
            .Select(edit => $"{edit.Line}: {edit.Where}")
            .ToList();

        Assert.Empty(missed);
        Assert.True(edits.Count > 5000, $"{edits.Count} edits");
        Assert.Equal(Enum.GetValues<DifferenceKind>(), edits.Select(edit => edit.Kind).Distinct().Order());
    }

    [Fact]
    public async Task Few_calls_are_not_compared_and_those_are_somebody_elses_or_have_no_answer()
    {
        var evidence = EvidenceFile.Parse(recorded.Lines);
        var answers = await Replay.RunAsync(evidence, Options, CancellationToken.None);

        var left = evidence.Calls.Where(call => !answers.ContainsKey(call.Line)).ToList();

        Assert.All(left, call => Assert.True(call.IsForeign || call.Status is null or 409 or 429, $"{call}"));
        Assert.InRange(left.Count, 1, evidence.Calls.Count / 5);
    }

    [Theory]
    [InlineData("PATCH", "\"status\":200", "\"status\":201", "the status differs: recorded 201, LocalAzure 200")]
    [InlineData("PATCH", "\"protocols\":[\"https\"],", "", "properties.protocols was not recorded: LocalAzure answers [\"https\"]")]
    [InlineData(
        "PATCH",
        "\"subscriptionRequired\":true",
        "\"subscriptionRequired\":\"true\"",
        "properties.subscriptionRequired is of another type: recorded \"true\", LocalAzure true"
    )]
    [InlineData(
        "PATCH",
        "\"protocols\":[\"https\"]",
        "\"protocols\":[\"Https\"]",
        "properties.protocols[0] differs in case: recorded Https, LocalAzure https"
    )]
    [InlineData(
        "PATCH",
        "\"protocols\":[\"https\"]",
        "\"protocols\":[\"https\"],\"translateRequiredQueryParameters\":\"template\"",
        "properties.translateRequiredQueryParameters is missing: recorded \"template\""
    )]
    [InlineData(
        "PATCH",
        "application/json; charset=utf-8",
        "text/html",
        "the header Content-Type differs: recorded text/html, LocalAzure application/json;charset=utf-8"
    )]
    public async Task A_difference_is_a_line_and_the_exit_code(string method, string recordedText, string edited, string told)
    {
        var at = recorded.Lines.ToList().FindIndex(line => line.Contains($"\"method\":\"{method}\"", StringComparison.Ordinal));
        var answer = recorded.Lines[at].IndexOf("\"status\":", StringComparison.Ordinal);
        var lines = recorded.Lines.ToArray();
        lines[at] = $"{lines[at][..answer]}{lines[at][answer..].Replace(recordedText, edited, StringComparison.Ordinal)}";
        Assert.NotEqual(recorded.Lines[at], lines[at]);

        var (code, output) = await CompareAsync(lines);

        Assert.Equal(CompareCommand.Different, code);
        Assert.StartsWith($"line {at + 1}, {method} ", output, StringComparison.Ordinal);
        Assert.Contains($": {told}", output, StringComparison.Ordinal);
        Assert.EndsWith(": 1 difference, each a fault of LocalAzure or of what it was given", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_the_stand_in_where_the_service_succeeded_is_found()
    {
        var lines = recorded
            .Lines.Select(line =>
                line.Contains("\"method\":\"PATCH\"", StringComparison.Ordinal)
                    ? line.Replace("api-version=2024-05-01", "api-version=1999-01-01", StringComparison.Ordinal)
                    : line
            )
            .ToArray();

        var (code, output) = await CompareAsync(lines);

        Assert.Equal(CompareCommand.Different, code);
        Assert.Contains("the status differs: recorded 200, LocalAzure 400", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Line 1 cannot be read: it has no 'evidence'.", """{"method":"GET","path":"/x","status":200}""")]
    [InlineData("Line 1 cannot be read: this version of LocalAzure reads evidence of form 1.", """{"evidence":2}""")]
    [InlineData("Line 1 cannot be read: it is no JSON", "GET /x")]
    [InlineData("Line 2 cannot be read: it is no JSON object.", """{"evidence":1}""", "[]")]
    [InlineData("Line 2 cannot be read: it has no 'method'.", """{"evidence":1}""", """{"path":"/x"}""")]
    [InlineData(
        "Line 2 cannot be read: its 'status' is of another type.",
        """{"evidence":1}""",
        """{"method":"GET","path":"/x","status":"200"}"""
    )]
    [InlineData(
        "Line 2 cannot be read: its 'answerHeaders' hold something that is no text.",
        """{"evidence":1}""",
        """{"method":"GET","path":"/x","status":200,"answerHeaders":{"ETag":1}}"""
    )]
    [InlineData("There is no recorded call in the file.", """{"evidence":1}""")]
    [InlineData("There is no recorded call in the file.")]
    [InlineData(
        "Line 2: LocalAzure cannot hold what was there",
        """{"evidence":1}""",
        """{"there":"/subscriptions/a0000000-0000-0000-0000-000000000001/resourceGroups/group1/providers/Microsoft.CognitiveServices/accounts/account1","body":{}}""",
        """{"method":"GET","path":"/x","status":200}"""
    )]
    public async Task What_cannot_be_read_is_said(string sentence, params string[] lines)
    {
        var (code, output) = await CompareAsync(lines);

        Assert.Equal(CompareCommand.Unreadable, code);
        Assert.Contains($"cannot be compared. {sentence}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said()
    {
        using var output = new StringWriter();

        var code = await CompareCommand.RunAsync("none.jsonl", Options, output, CancellationToken.None);

        Assert.Equal(CompareCommand.Unreadable, code);
        Assert.StartsWith("none.jsonl cannot be compared. Could not find file", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_takes_a_file()
    {
        Assert.Equal(Path.GetFullPath("a.jsonl"), CommandLineArguments.Parse(["compare", "a.jsonl"]).Evidence);
        Assert.Equal(["compare needs a value."], CommandLineArguments.Parse(["compare"]).Faults);
    }

    private static async Task<(int Code, string Output)> CompareAsync(IEnumerable<string> lines)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, lines);
        using var output = new StringWriter();
        var code = await CompareCommand.RunAsync(file, Options, output, CancellationToken.None);
        File.Delete(file);
        return (code, output.ToString());
    }
}
