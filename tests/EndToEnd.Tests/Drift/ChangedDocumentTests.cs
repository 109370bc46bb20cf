using System.Security.Cryptography;
using System.Text;
using EndToEnd.Tests.Settings;
using Importer.Reports;
using Importer.Runs;

namespace EndToEnd.Tests.Drift;

/// <summary>
/// A document behind an address that changes: told with both hashes, never imported by a check; by a repair only where nothing pins it.
/// </summary>
public sealed class ChangedDocumentTests
{
    private readonly DocumentServer _documents = DocumentServer.Start();

    [Fact]
    public async Task A_changed_document_is_told_by_a_check_and_imported_by_a_repair()
    {
        await using var bench = await StartAsync(hash: null);
        _documents.Publish(OpenApiTests.Document("/chat/completions", "/embeddings"));
        var before = bench.Picture;
        bench.Forget();

        var found = await bench.CheckAsync();

        var item = Assert.Single(found.Items);
        Assert.Equal(
            (DriftKind.Changed, "API spec-openai", DriftAction.Reported, false),
            (item.Kind, item.Resource, item.Action, found.InSync)
        );
        var document = item.Differences.Single(difference => difference.Field == "document");
        Assert.True(document is { Expected.Length: 16, Actual.Length: 16 } && document.Expected != document.Actual, document.ToString());
        Assert.Equal(
            ("operation", "POST /deployments/{deployment-id}/embeddings", null),
            item.Differences.Where(difference => difference != document)
                .Select(difference => (difference.Field, difference.Expected, difference.Actual))
                .Single()
        );
        Assert.Empty(bench.Writes);
        Assert.Equal(before, bench.Picture);

        Assert.Equal(DriftAction.Repaired, Assert.Single((await bench.CheckAsync(repair: true)).Items).Action);
        Assert.Equal(["PUT apis/spec-openai"], bench.Writes);
        bench.Forget();
        Assert.True((await bench.CheckAsync(repair: true)).InSync);
        Assert.Empty(bench.Writes);
    }

    [Fact]
    public async Task A_document_that_cannot_be_imported_any_more_changes_nothing()
    {
        await using var bench = await StartAsync(hash: null);
        _documents.Publish("""{"openapi":"2.0"}""");
        bench.Forget();

        var run = await bench.RunAsync(RunReason.Drift);

        Assert.Contains(run.SetAside, aside => aside.Reason.Contains("cannot be imported", StringComparison.Ordinal));
        Assert.Empty(bench.Writes);
    }

    [Fact]
    public async Task A_pinned_document_that_changed_is_told_and_imported_by_nobody()
    {
        var first = OpenApiTests.Document("/chat/completions");
        await using var bench = await StartAsync(Hash(first));
        var second = OpenApiTests.Document("/chat/completions", "/embeddings");
        _documents.Publish(second);
        bench.Forget();

        foreach (var repair in new[] { false, true })
        {
            var report = await bench.CheckAsync(repair);
            var item = Assert.Single(report.Items);
            Assert.Equal(
                (DriftKind.Changed, "API spec-openai", DriftAction.Reported, false),
                (item.Kind, item.Resource, item.Action, report.InSync)
            );
            Assert.Equal(new("document", Hash(first), Hash(second)), Assert.Single(item.Differences));
            Assert.Null(item.Fix);
            Assert.Contains("look at what changed and set the hash to that", item.Reason, StringComparison.Ordinal);
        }

        Assert.Empty(bench.Writes);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private async Task<DriftBench> StartAsync(string? hash)
    {
        _documents.Publish(OpenApiTests.Document("/chat/completions"));
        var pin = hash is null ? "" : $", \"Hash\": \"{hash}\"";
        var bench = await DriftBench.StartAsync(
            $$"""
            "Defaults": { "Source": "OpenApi", "OpenApi": { "Location": "{{_documents.Address}}"{{pin}} } }
            """
        );
        await bench.Arm.PutAccountAsync("spec");
        await bench.Arm.DeployAsync("spec", "gpt-4o");
        Assert.Equal(RunOutcome.Succeeded, (await bench.RunAsync(RunReason.Manual)).Outcome);
        return bench;
    }
}
