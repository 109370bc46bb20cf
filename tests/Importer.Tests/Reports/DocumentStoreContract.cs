using Importer.Storage;

namespace Importer.Tests.Reports;

/// <summary>What every store of documents does, the one that tests use included.</summary>
public abstract class DocumentStoreContract
{
    private protected abstract IDocumentStore Store { get; }

    /// <summary>How many write side by side: as many as make a fault show.</summary>
    private protected virtual int Writers => 200;

    [Fact]
    public async Task What_is_written_is_read_back()
    {
        Assert.True(await WriteAsync("runs/a.json", "one", etag: null));

        Assert.Equal("one", (await Store.ReadAsync("runs/a.json", default))!.Content.ToString());
        Assert.Null(await Store.ReadAsync("runs/b.json", default));
    }

    [Fact]
    public async Task A_condition_that_does_not_hold_writes_nothing()
    {
        Assert.True(await WriteAsync("a.json", "one", etag: ""));
        Assert.False(await WriteAsync("a.json", "two", etag: ""));
        var first = await Store.ReadAsync("a.json", default);
        Assert.True(await WriteAsync("a.json", "three", first!.ETag));
        Assert.False(await WriteAsync("a.json", "four", first.ETag));
        Assert.False(await WriteAsync("b.json", "five", first.ETag));

        Assert.Equal("three", (await Store.ReadAsync("a.json", default))!.Content.ToString());
        Assert.Null(await Store.ReadAsync("b.json", default));
    }

    [Fact]
    public async Task Of_many_writers_that_want_to_be_first_one_is()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => WriteAsync("a.json", $"{number}", etag: "")));

        Assert.Single(written, isFirst => isFirst);
    }

    [Fact]
    public async Task Writers_and_deleters_side_by_side_lose_nothing_of_one_another()
    {
        await Parallel.ForAsync(
            0,
            Writers,
            async (number, _) =>
            {
                await WriteAsync($"runs/{number:00000}.json", "x", null);
                await Store.ListAsync("runs/", default);
                if (number % 2 == 1)
                {
                    await Store.DeleteAsync($"runs/{number:00000}.json", default);
                }
            }
        );

        Assert.Equal(
            Enumerable.Range(0, Writers / 2).Select(number => $"runs/{2 * number:00000}.json"),
            await Store.ListAsync("runs/", default)
        );
    }

    [Fact]
    public async Task Deleting_twice_is_no_error()
    {
        await WriteAsync("a.json", "x", null);
        await Store.DeleteAsync("a.json", default);
        await Store.DeleteAsync("a.json", default);

        Assert.Null(await Store.ReadAsync("a.json", default));
    }

    private protected Task<bool> WriteAsync(string name, string text, string? etag) =>
        Store.WriteAsync(name, BinaryData.FromString(text), "application/json", etag, default);
}
