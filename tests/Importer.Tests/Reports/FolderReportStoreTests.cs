using Importer.Storage;

namespace Importer.Tests.Reports;

public sealed class FolderReportStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reports-").FullName;
    private readonly FolderDocumentStore _store;

    public FolderReportStoreTests() => _store = new FolderDocumentStore(_folder);

    [Fact]
    public async Task What_is_written_is_read_back()
    {
        Assert.True(await WriteAsync("runs/a.json", "one", etag: null));

        Assert.Equal("one", (await _store.ReadAsync("runs/a.json", default))!.Content.ToString());
        Assert.Null(await _store.ReadAsync("runs/b.json", default));
    }

    [Fact]
    public async Task A_condition_that_does_not_hold_writes_nothing()
    {
        Assert.True(await WriteAsync("a.json", "one", etag: ""));
        Assert.False(await WriteAsync("a.json", "two", etag: ""));
        var first = await _store.ReadAsync("a.json", default);
        Assert.True(await WriteAsync("a.json", "three", first!.ETag));
        Assert.False(await WriteAsync("a.json", "four", first.ETag));
        Assert.False(await WriteAsync("b.json", "five", first.ETag));

        Assert.Equal("three", (await _store.ReadAsync("a.json", default))!.Content.ToString());
        Assert.Null(await _store.ReadAsync("b.json", default));
    }

    [Fact]
    public async Task Of_many_writers_that_want_to_be_first_one_is()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => WriteAsync("a.json", $"{number}", etag: "")));

        Assert.Single(written, isFirst => isFirst);
    }

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

    [Fact]
    public async Task Deleting_twice_is_no_error()
    {
        await WriteAsync("a.json", "x", null);
        await _store.DeleteAsync("a.json", default);
        await _store.DeleteAsync("a.json", default);

        Assert.Null(await _store.ReadAsync("a.json", default));
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

    private Task<bool> WriteAsync(string name, string text, string? etag) =>
        _store.WriteAsync(name, BinaryData.FromString(text), "application/json", etag, default);
}
