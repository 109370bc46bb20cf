using System.Buffers.Text;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Importer.Storage;
using Xunit.Abstractions;

namespace Importer.Tests.Reports;

/// <summary>
/// The storage emulator Azurite as judge of our Blob calls, when AZURITE_REPORTS names a container of it:
/// <c>azurite-blob --oauth basic --cert cert.pem --key key.pem --inMemoryPersistence</c>, then
/// <c>AZURITE_REPORTS=https://127.0.0.1:10000/devstoreaccount1/reports</c>.
/// </summary>
public sealed class AzuriteTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_call_of_the_store_does_what_it_says()
    {
        if (Environment.GetEnvironmentVariable("AZURITE_REPORTS") is not { Length: > 0 } address)
        {
            output.WriteLine("not checked: AZURITE_REPORTS names no container of Azurite");
            return;
        }

        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (request, _, _, _) => request.RequestUri!.IsLoopback,
        };
        using var client = new HttpClient(handler);
        using var transport = new HttpClientTransport(client);

        // A fresh container each time: the first write has to make it.
        var store = new BlobDocumentStore(new Uri($"{address}-{Guid.NewGuid():n}"), new UnsignedToken(), TimeProvider.System, transport);
        Assert.Empty(await store.ListAsync("runs/", default));
        Assert.Null(await store.ReadAsync("runs/a.json", default));

        Assert.True(await WriteAsync(store, "runs/a.json", "one", ""));
        Assert.False(await WriteAsync(store, "runs/a.json", "two", ""));
        var first = (await store.ReadAsync("runs/a.json", default))!;
        Assert.Equal("one", first.Content.ToString());
        Assert.True(await WriteAsync(store, "runs/a.json", "three", first.ETag));
        Assert.False(await WriteAsync(store, "runs/a.json", "four", first.ETag));
        Assert.False(await WriteAsync(store, "runs/none.json", "five", first.ETag));
        Assert.Equal("three", (await store.ReadAsync("runs/a.json", default))!.Content.ToString());

        Assert.True(await WriteAsync(store, "snapshots/run-1/contoso;rev=2.json", "x", null));
        Assert.True(await WriteAsync(store, "runs/b.json", "x", null));
        Assert.Equal(["runs/a.json", "runs/b.json"], await store.ListAsync("runs/", default));
        Assert.Equal(["snapshots/run-1/contoso;rev=2.json"], await store.ListAsync("snapshots/", default));
        Assert.NotNull(await store.ReadAsync("snapshots/run-1/contoso;rev=2.json", default));

        await store.DeleteAsync("runs/a.json", default);
        await store.DeleteAsync("runs/a.json", default);
        Assert.Equal(["runs/b.json"], await store.ListAsync("runs/", default));
    }

    private static Task<bool> WriteAsync(BlobDocumentStore store, string name, string text, string? etag) =>
        store.WriteAsync(name, BinaryData.FromString(text), "application/json", etag, default);

    /// <summary>A token that is right in everything but its signature, which the emulator does not check.</summary>
    private sealed class UnsignedToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            var now = TimeProvider.System.GetUtcNow();
            var claims =
                $$"""{"aud":"https://storage.azure.com","iss":"https://sts.windows.net/00000000-0000-0000-0000-000000000001/","iat":{{now.ToUnixTimeSeconds() - 60}},"nbf":{{now.ToUnixTimeSeconds() - 60}},"exp":{{now.ToUnixTimeSeconds() + 3600}}}""";
            return new AccessToken($"{Part("""{"alg":"none","typ":"JWT"}""")}.{Part(claims)}.{Part("x")}", now.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));

        private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }
}
