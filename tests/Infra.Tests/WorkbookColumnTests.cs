using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Infra.Tests;

/// <summary>The workbook cuts log lines into columns: each column holds what it is named after.</summary>
public sealed class WorkbookColumnTests
{
    // As a line of the log begins: level, category, invocation.
    private const string Head = "info Functions.Runs.Runner [ImportDeployments 98762480-ef2a-4084-8fcf-2922a65150b4]: ";

    private static readonly Dictionary<string, string> Values = new()
    {
        ["RunId"] = "r1",
        ["Scope"] = "/subscriptions/1/resourceGroups/rg-ai",
        ["Ending"] = "succeeded: 1 created, 0 updated, 0 deleted, 0 unchanged",
        ["Error"] = "403: no",
        ["Deployment"] = "gpt-4o",
        ["Api"] = "contoso-openai",
        ["Status"] = "Healthy",
        ["Http"] = "200",
        ["Code"] = "RoleMissing",
        ["Cause"] = "No role: none",
        ["Fix"] = "Grant it: now",
        ["Change"] = "Create",
        ["Key"] = "Api contoso-openai",
        ["Milliseconds"] = "616",
        ["Threshold"] = "30",
        ["Sentence"] = "stops on a day: it is retired",
    };

    [Theory]
    [InlineData("runs-by-outcome", "Run {RunId} over {Scope} {Ending}", "Outcome", "succeeded")]
    [InlineData("runs-by-outcome", "Run {RunId} over {Scope} was stopped: {Error}", "Outcome", "was stopped")]
    [InlineData("latest-runs", "Run {RunId} over {Scope} {Ending}", "Scope", "/subscriptions/1/resourceGroups/rg-ai")]
    [InlineData("latest-runs", "Run {RunId} over {Scope} was stopped: {Error}", "Rest", "403: no")]
    [InlineData("test-calls-by-status", "Test call of {Deployment} through {Api}: {Status} (HTTP {Http}, {Code})", "Status", "Healthy")]
    [InlineData(
        "models-that-do-not-answer",
        "{Deployment} through {Api} is unhealthy ({Code}): {Cause}. Fix: {Fix}",
        "Deployment",
        "gpt-4o"
    )]
    [InlineData(
        "models-that-do-not-answer",
        "{Deployment} through {Api} is unhealthy ({Code}): {Cause}. Fix: {Fix}",
        "Cause",
        "No role: none"
    )]
    [InlineData(
        "models-that-do-not-answer",
        "{Deployment} through {Api} is unhealthy ({Code}): {Cause}. Fix: {Fix}",
        "Fix",
        "Grant it: now"
    )]
    [InlineData("what-was-changed-in-the-gateway", "{Change} {Key} done in {Milliseconds} ms", "Change", "Create")]
    [InlineData("what-was-changed-in-the-gateway", "{Change} {Key} done in {Milliseconds} ms", "Resource", "Api contoso-openai")]
    [InlineData("what-is-ahead", "Ahead of {Deployment} ({Threshold}): {Sentence}", "Deployment", "gpt-4o")]
    [InlineData("what-is-ahead", "Ahead of {Deployment} ({Threshold}): {Sentence}", "Threshold", "30")]
    [InlineData("what-is-ahead", "Ahead of {Deployment} ({Threshold}): {Sentence}", "Sentence", "stops on a day: it is retired")]
    public void A_column_holds_what_it_is_named_after(string item, string template, string column, string expected)
    {
        Assert.Contains(template, AlertTests.Templates());
        var line = Head + Regex.Replace(template, @"\{(\w+)\}", place => Values[place.Groups[1].Value]);

        Assert.Equal(expected, Parser(item).Match(line).Groups[column].Value);
    }

    [Fact]
    public void Every_query_that_cuts_lines_is_tried_here()
    {
        var tried = typeof(WorkbookColumnTests)
            .GetMethod(nameof(A_column_holds_what_it_is_named_after))!
            .GetCustomAttributesData()
            .Where(data => data.AttributeType == typeof(InlineDataAttribute))
            .Select(data =>
                (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)[0].Value!
            );

        Assert.Equal(
            Queries().Where(query => query.Value.Contains("| parse ", StringComparison.Ordinal)).Select(query => query.Key).Order(),
            tried.Distinct().Order()
        );
    }

    // "parse message with": texts stand for themselves, names and * for as little as fits, the last for the rest.
    // https://learn.microsoft.com/kusto/query/parse-operator
    private static Regex Parser(string item)
    {
        var pattern = Regex.Match(Queries()[item], @"\| parse message with (.*?)(?= \||$)").Groups[1].Value;
        var parts = Regex
            .Matches(pattern, "\"([^\"]*)\"|\\*|\\w+")
            .Select(part =>
                part.Value switch
                {
                    "*" => ".*?",
                    ['"', .. var text, '"'] => Regex.Escape(text),
                    var name => $"(?<{name}>.*?)",
                }
            );
        return new Regex($"^{string.Concat(parts)}$");
    }

    private static Dictionary<string, string> Queries() =>
        JsonNode.Parse(InfraFiles.Read("infra/workbook.json"))!["items"]!
            .AsArray()
            .Where(item => item!["content"]!["query"] is not null)
            .ToDictionary(item => (string)item!["name"]!, item => (string)item!["content"]!["query"]!);
}
