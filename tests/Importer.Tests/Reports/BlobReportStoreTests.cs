using System.Net;
using Azure.Core.Pipeline;
using Importer.Storage;

namespace Importer.Tests.Reports;

public sealed class BlobReportStoreTests : DocumentStoreContract, IDisposable
{
    private readonly BlobServiceFake _service = new();
    private readonly FixedToken _token = new(TimeProvider.System, TimeSpan.FromHours(1));
    private readonly HttpClient _client;
    private readonly HttpClientTransport _transport;

    public BlobReportStoreTests()
    {
        _client = new HttpClient(_service);
        _transport = new HttpClientTransport(_client);
    }

    private protected override IDocumentStore Store => Open();

    [Fact]
    public async Task A_list_goes_on_over_its_pages()
    {
        var store = Open();
        foreach (var number in Enumerable.Range(1, 8))
        {
            await WriteAsync(store, $"runs/{number}.json", "x", etag: null);
        }

        await WriteAsync(store, "drift/latest.json", "x", etag: null);

        Assert.Equal(Enumerable.Range(1, 8).Select(number => $"runs/{number}.json"), await store.ListAsync("runs/", default));
        Assert.Equal(3, _service.Requests.Count(request => request.Contains("comp=list", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_missing_container_is_made_by_the_first_write()
    {
        _service.HasContainer = false;
        var store = Open();

        Assert.Empty(await store.ListAsync("runs/", default));
        Assert.Null(await store.ReadAsync("a.json", default));
        Assert.True(await WriteAsync(store, "a.json", "x", etag: ""));

        Assert.NotNull(await store.ReadAsync("a.json", default));
    }

    [Fact]
    public async Task A_busy_service_is_asked_again()
    {
        _service.Faults.Enqueue(HttpStatusCode.ServiceUnavailable);

        Assert.True(await WriteAsync(Open(), "a.json", "x", etag: null));
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_status_and_code()
    {
        _service.Faults.Enqueue(HttpStatusCode.Forbidden);

        var exception = await Assert.ThrowsAsync<DocumentStoreException>(() => Open().ReadAsync("a.json", default));

        Assert.Equal("The report store answered 403 AuthorizationFailure when reading a.json.", exception.Message);
    }

    [Fact]
    public async Task Every_call_carries_a_token_for_storage_and_a_version()
    {
        var store = Open();
        await WriteAsync(store, "a.json", "x", etag: null);
        await store.ListAsync("", default);

        Assert.All(
            _service.Messages,
            message =>
            {
                Assert.Equal("Bearer token-1", message.Headers.Authorization?.ToString());
                Assert.NotEmpty(message.Headers.GetValues("x-ms-version").Single());
            }
        );
        Assert.Equal(["https://storage.azure.com/.default"], _token.Scopes);
        Assert.Equal(1, _token.Asked);
    }

    [Theory]
    [InlineData("http://127.0.0.1:7084/reports")]
    [InlineData("http://localhost:7084/reports")]
    [InlineData("https://contoso.blob.core.windows.net/reports")]
    public async Task Https_and_the_loopback_are_allowed(string container) =>
        Assert.True(await WriteAsync(Open(container), "a.json", "x", etag: null));

    [Fact]
    public void Plain_http_to_elsewhere_is_refused() =>
        Assert.Throws<ArgumentException>(() => Open("http://contoso.blob.core.windows.net/reports"));

    [Fact]
    public async Task A_token_that_ends_soon_is_replaced_on_the_loopback()
    {
        var token = new FixedToken(TimeProvider.System, TimeSpan.FromMinutes(1));
        var store = new BlobDocumentStore(new Uri("http://127.0.0.1:7084/reports"), token, TimeProvider.System, _transport);
        await WriteAsync(store, "a.json", "x", etag: null);
        await WriteAsync(store, "b.json", "x", etag: null);

        Assert.Equal(2, token.Asked);
    }

    [Theory]
    [InlineData("../other/a.json")]
    [InlineData("a.json?comp=acl")]
    [InlineData("a%2e.json")]
    public async Task A_name_that_leads_elsewhere_is_refused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Open().ReadAsync(name, default));
        Assert.Empty(_service.Requests);
    }

    public void Dispose()
    {
        _transport.Dispose();
        _client.Dispose();
        _service.Dispose();
    }

    private BlobDocumentStore Open(string container = "https://contoso.blob.core.windows.net/reports") =>
        new(new Uri(container), _token, TimeProvider.System, _transport);

    private static Task<bool> WriteAsync(BlobDocumentStore store, string name, string text, string? etag) =>
        store.WriteAsync(name, BinaryData.FromString(text), "application/json", etag, default);
}
