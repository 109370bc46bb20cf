using Importer.Configuration;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

/// <summary>A document that no run wrote counts for nothing and breaks no run.</summary>
public sealed class ForgedRecordsTests
{
    [Theory]
    [InlineData("lacks/a.json", "{}")]
    [InlineData("lacks/a.json", "[1]")]
    [InlineData("lacks/a b.json", "{}")]
    [InlineData("withdrawals/a.json", "{}")]
    [InlineData("withdrawals/a.json", """{"api":"a"}""")]
    [InlineData("withdrawals/a b.json", "{}")]
    [InlineData(
        "withdrawals/contoso-openai.json",
        """{"api":"contoso-openai","source":"SOURCE","since":"9999-12-31T23:59:59+00:00","leavesAt":"9999-12-31T23:59:59+00:00","runId":"run-00000001"}"""
    )]
    public async Task A_document_that_no_run_wrote_breaks_no_run(string name, string text)
    {
        var scene = new Scene(TheSettings.Default with { Deletion = new DeletionRules() });
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        scene.Source.Delete("contoso", "gpt-4o");
        await scene.Store.WriteAsync(
            name,
            BinaryData.FromString(text.Replace("SOURCE", AnAccount.Id("contoso").Value, StringComparison.Ordinal)),
            "application/json",
            null,
            default
        );

        var run = await scene.RunAsync(AnAccount.Id("contoso"), reason: RunReason.Event);

        Assert.Equal(RunOutcome.Succeeded, run.Outcome);
        Assert.Contains(
            run.SetAside,
            aside => aside.Kind == SetAsideKind.Leaving && aside.LeavesAt < DateTimeOffset.UnixEpoch.AddYears(200)
        );
    }
}
