using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Functions;
using Functions.Queue;
using Importer.Health;
using Importer.Reports;
using Importer.Runs;
using Microsoft.Extensions.Logging;

namespace Infra.Tests;

/// <summary>Alerts and workbook look for words that the app really logs.</summary>
public sealed class AlertTests
{
    // The Functions host names the queue when it gives a message up, and so does the record of the run.
    private static readonly string[] WordsOfTheHost = [ImportQueue.Poison];

    private static readonly ReconcileRequest Nothing = new()
    {
        RunId = "x",
        Reason = RunReason.Manual,
        ReceivedAt = default,
    };

    private static readonly Dictionary<string, string[]> Fillings = new()
    {
        ["Ending"] =
        [
            .. Enum.GetValues<RunOutcome>()
                .Select(outcome => ImportRunner.Ending(ImportRunner.Blank(Nothing, default) with { Outcome = outcome })),
        ],
        ["Status"] = Enum.GetNames<ProbeStatus>(),
        ["Error"] =
        [
            ImportWorker
                .GiveUp(
                    ImportRunner.Blank(Nothing, default) with
                    {
                        Outcome = RunOutcome.Partial,
                        TryAgain = true,
                    },
                    new ImportMessage(Nothing),
                    1
                )
                .Error!,
            "x",
        ],
        ["InSync"] = [bool.TrueString, bool.FalseString],
    };

    private static readonly string[] Lines = [.. Templates().SelectMany(Fill)];

    [Theory]
    [InlineData("infra/modules/monitoring.bicep")]
    [InlineData("infra/workbook.json")]
    public void Phrases_that_are_looked_for_are_logged(string file)
    {
        var phrases = InfraFiles.All(
            InfraFiles.Read(file).Replace("\\\"", "\"", StringComparison.Ordinal),
            "message !?contains \"([^\"]+)\""
        );

        Assert.NotEmpty(phrases);
        Assert.All(
            phrases.Except(WordsOfTheHost),
            phrase => Assert.Contains(Lines, line => line.Contains(phrase, StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Failed_and_refused_runs_raise_the_same_alert()
    {
        var query = Assert.Single(
            InfraFiles.All(InfraFiles.Read("infra/modules/monitoring.bicep"), "query: '(traces [^']* failed: [^']*)'")
        );

        Assert.Contains("\" refused: \"", query, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_waits_for_a_deployment_raises_no_alert()
    {
        var query = Assert.Single(
            InfraFiles.All(InfraFiles.Read("infra/modules/monitoring.bicep"), "query: '(traces [^']* failed: [^']*)'")
        );

        Assert.EndsWith("and message !contains \"Still waiting after \"", query, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_alerts_look_for_are_not_sampled_away()
    {
        var sampling = JsonNode.Parse(InfraFiles.Read("host.json"))!["logging"]!["applicationInsights"]!["samplingSettings"]!;

        Assert.Subset(((string)sampling["excludedTypes"]!).Split(';').ToHashSet(), new HashSet<string> { "Request", "Trace", "Exception" });
    }

    [Fact]
    public void The_workbook_is_a_workbook()
    {
        var workbook = JsonNode.Parse(InfraFiles.Read("infra/workbook.json"))!;

        Assert.Equal("Notebook/1.0", (string?)workbook["version"]);
        Assert.NotEmpty(workbook["items"]!.AsArray());
    }

    /// <summary>The texts of all log lines, with the names of what is put into them.</summary>
    internal static IEnumerable<string> Templates() =>
        from assembly in new[] { typeof(FunctionServices).Assembly, typeof(RunReport).Assembly }
        from type in assembly.GetTypes()
        from method in type.GetMethods(
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly
        )
        let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
        where attribute is not null
        select attribute.Message;

    // Every line that a template gives, as far as the choices are known; "x" stands for anything else.
    private static IEnumerable<string> Fill(string template)
    {
        IEnumerable<string> lines = [template];
        foreach (var name in InfraFiles.All(template, @"\{(\w+)\}"))
        {
            lines =
            [
                .. lines.SelectMany(line =>
                    Fillings.GetValueOrDefault(name, ["x"]).Select(value => Regex.Replace(line, $@"\{{{name}\}}", value))
                ),
            ];
        }

        return lines;
    }
}
