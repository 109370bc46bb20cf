using System.Text;
using Importer.Gateway;
using Importer.Reconciliation;
using Importer.Storage;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.OwnershipRules;

/// <summary>Where the key comes from.</summary>
public sealed class OwnershipKeysTests
{
    private static readonly Api Ours = new()
    {
        Id = "contoso-openai",
        DisplayName = "x",
        Path = "x",
        OwnershipTag = new OwnershipTag(AnAccount.Id("contoso"), "abc"),
    };

    [Fact]
    public async Task The_first_run_makes_a_key_and_every_later_process_finds_it()
    {
        var store = new InMemoryReportStore();

        var first = await ReadAsync(store);
        var second = await ReadAsync(store);

        Assert.True(IsSame(first, second));
        Assert.NotNull(await store.ReadAsync(OwnershipKeys.Document, CancellationToken.None));
        Assert.False(IsSame(first, await ReadAsync(new InMemoryReportStore())));
    }

    [Fact]
    public async Task Two_instances_that_start_together_use_one_key()
    {
        var store = new LateStore(new InMemoryReportStore(), together: 2);

        var keys = await Task.WhenAll(ReadAsync(store), ReadAsync(store));

        Assert.True(IsSame(keys[0], keys[1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("not json")]
    [InlineData("""{"key":1}""")]
    [InlineData("""{"key":"%%%"}""")]
    [InlineData("""{"key":"c2hvcnQ="}""")]
    public async Task A_damaged_key_stops_the_run_and_is_never_replaced(string content)
    {
        var store = new InMemoryReportStore();
        await store.WriteAsync(OwnershipKeys.Document, BinaryData.FromString(content), "application/json", null, CancellationToken.None);

        var fault = await Assert.ThrowsAsync<GatewayUnreadableException>(() => ReadAsync(store));

        Assert.False(fault.MayPass);
        Assert.Contains("restore that document from its soft-deleted version", fault.Message, StringComparison.Ordinal);
        Assert.Equal(content, (await store.ReadAsync(OwnershipKeys.Document, CancellationToken.None))!.Content.ToString());
    }

    [Fact]
    public async Task A_store_that_does_not_answer_stops_the_run_until_it_does()
    {
        var store = new LateStore(new InMemoryReportStore()) { Fault = new DocumentStoreException("503") };
        using var keys = new OwnershipKeys(store, TheSettings.Default);

        Assert.True((await Assert.ThrowsAsync<GatewayUnreadableException>(() => keys.ReadAsync(CancellationToken.None))).MayPass);
        store.Fault = null;
        Assert.NotNull(await keys.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_key_in_the_settings_is_used_and_nothing_is_kept()
    {
        var store = new InMemoryReportStore();
        var settings = TheSettings.Default with { OwnershipKey = Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef") };

        using var keys = new OwnershipKeys(store, settings);
        var key = await keys.ReadAsync(CancellationToken.None);

        Assert.True(IsSame(key, new OwnershipKey(settings.OwnershipKey.Value.Span, "contoso-apim")));
        Assert.Empty(await store.ListAsync("", CancellationToken.None));
        Assert.DoesNotContain("0123456789abcdef", settings.ToString(), StringComparison.Ordinal);
    }

    private static async Task<OwnershipKey> ReadAsync(IDocumentStore store)
    {
        using var keys = new OwnershipKeys(store, TheSettings.Default);
        return await keys.ReadAsync(CancellationToken.None);
    }

    private static bool IsSame(OwnershipKey one, OwnershipKey other) => other.Check(one.Bind(Ours)).Unproven is null;

    // The first two readings wait for each other and find nothing, as those of two instances that start together.
    private sealed class LateStore(InMemoryReportStore inner, int together = 0) : IDocumentStore
    {
        private readonly TaskCompletionSource<StoredDocument?> _both = new();
        private int _reads;

        public Exception? Fault { get; set; }

        public Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken) =>
            Fault is { } fault ? Task.FromException<StoredDocument?>(fault) : ReadNextAsync(name, cancellationToken);

        private Task<StoredDocument?> ReadNextAsync(string name, CancellationToken cancellationToken) =>
            ++_reads <= together ? Met() : inner.ReadAsync(name, cancellationToken);

        private Task<StoredDocument?> Met()
        {
            if (_reads == together)
            {
                _both.SetResult(null);
            }

            return _both.Task;
        }

        public Task<bool> WriteAsync(
            string name,
            BinaryData content,
            string contentType,
            string? etag,
            CancellationToken cancellationToken
        ) => inner.WriteAsync(name, content, contentType, etag, cancellationToken);

        public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
            inner.ListAsync(prefix, cancellationToken);

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);
    }
}
