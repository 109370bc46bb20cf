using Importer.Storage;

namespace Importer.Tests.Reports;

public sealed class FolderReportStoreTests : DocumentStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reports-").FullName;
    private readonly FolderDocumentStore _store;

    public FolderReportStoreTests() => _store = new FolderDocumentStore(_folder);

    private protected override IDocumentStore Store => _store;

    [Fact]
    public async Task Names_are_listed_below_a_prefix_in_order_and_no_leftovers_among_them()
    {
        await WriteAsync("runs/b.json", "x", null);
        await WriteAsync("runs/a.json", "x", null);
        await WriteAsync("drift/latest.json", "x", null);
        await File.WriteAllTextAsync(Path.Combine(_folder, "runs", "c.json.123.tmp"), "half");

        Assert.Equal(["runs/a.json", "runs/b.json"], await _store.ListAsync("runs/", default));
        Assert.Empty(await _store.ListAsync("other/", default));
    }

    [Theory]
    [InlineData("../a.json")]
    [InlineData("runs/../../a.json")]
    [InlineData("/etc/passwd")]
    [InlineData("runs//a.json")]
    [InlineData("runs/.hidden")]
    [InlineData("runs\\a.json")]
    [InlineData("a\0.json")]
    [InlineData("")]
    public async Task A_name_that_leads_elsewhere_is_refused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _store.ReadAsync(name, default));
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(name, "x", null));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.DeleteAsync(name, default));
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
