using System.Net;
using System.Xml.Linq;
using LocalAzure.Identity;

namespace LocalAzure.Tests.Blob;

public sealed class BlobSurfaceTests : IAsyncLifetime
{
    private CloudUnderTest _test = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _test = await CloudUnderTest.StartAsync();
        _client = ClientFor("https://storage.azure.com");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _test.DisposeAsync();
    }

    [Fact]
    public async Task A_blob_is_written_read_and_deleted_with_its_type_and_tag()
    {
        using var put = await PutAsync("reports/runs/1.json", "{}", contentType: "application/json");
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        using var get = await _client.GetAsync(At("reports/runs/1.json"));
        Assert.Equal(("{}", "application/json"), (await get.Content.ReadAsStringAsync(), get.Content.Headers.ContentType?.MediaType));
        Assert.Equal(put.Headers.ETag, get.Headers.ETag);
        using var head = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, At("reports/runs/1.json")));
        Assert.Equal((get.Headers.ETag, 2L), (head.Headers.ETag, head.Content.Headers.ContentLength));
        Assert.Equal(
            "{}",
            await File.ReadAllTextAsync(Path.Combine(_test.Cloud.Options.DataDirectory, "blobs", "reports", "runs", "1.json"))
        );
        using var delete = await _client.DeleteAsync(At("reports/runs/1.json"));
        Assert.Equal(HttpStatusCode.Accepted, delete.StatusCode);
        await AssertErrorAsync(await _client.GetAsync(At("reports/runs/1.json")), 404, "BlobNotFound");
    }

    [Fact]
    public async Task Writes_can_be_made_to_depend_on_what_is_there()
    {
        using var first = await PutAsync("reports/a", "1", ifNoneMatch: "*");
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        await AssertErrorAsync(await PutAsync("reports/a", "2", ifNoneMatch: "*"), 409, "BlobAlreadyExists");
        using var second = await PutAsync("reports/a", "2", ifMatch: first.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        await AssertErrorAsync(await PutAsync("reports/a", "3", ifMatch: first.Headers.ETag.Tag), 412, "ConditionNotMet");
        await AssertErrorAsync(await PutAsync("reports/b", "3", ifMatch: "*"), 412, "ConditionNotMet");
        Assert.Equal("2", await _client.GetStringAsync(At("reports/a")));
    }

    [Fact]
    public async Task A_listing_comes_in_pages_by_name_under_a_prefix()
    {
        foreach (var name in new[] { "runs/3", "runs/1", "health/1", "runs/2" })
        {
            using var put = await PutAsync($"reports/{name}", "x");
        }

        var first = await ListAsync("&prefix=runs/&maxresults=2");
        Assert.Equal(["runs/1", "runs/2"], Names(first));
        var second = await ListAsync($"&prefix=runs/&maxresults=2&marker={Uri.EscapeDataString((string)first.Element("NextMarker")!)}");
        Assert.Equal(["runs/3"], Names(second));
        Assert.Equal("", (string?)second.Element("NextMarker"));
        Assert.Equal(4, Names(await ListAsync("")).Count());
        Assert.Equal("1", (string?)first.Descendants("Content-Length").First());
    }

    [Fact]
    public async Task Only_a_token_for_storage_opens_it()
    {
        using var foreign = ClientFor("https://management.azure.com");
        await AssertErrorAsync(await foreign.GetAsync(At("reports/a")), 401, "InvalidAuthenticationInfo");
        foreign.DefaultRequestHeaders.Remove("Authorization");
        var refused = await foreign.GetAsync(At("reports/a"));
        Assert.Contains("resource_id=https://storage.azure.com", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        await AssertErrorAsync(refused, 401, "NoAuthenticationInformation");
    }

    [Fact]
    public async Task Containers_are_made_once_and_must_be_there()
    {
        using var made = await _client.PutAsync(At("new?restype=container"), null);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await AssertErrorAsync(await _client.PutAsync(At("new?restype=container"), null), 409, "ContainerAlreadyExists");
        await AssertErrorAsync(await PutAsync("none/a", "x"), 404, "ContainerNotFound");
        await AssertErrorAsync(await _client.GetAsync(At("none?restype=container&comp=list")), 404, "ContainerNotFound");
    }

    [Fact]
    public async Task Names_that_leave_their_folder_and_calls_that_are_not_simulated_are_refused()
    {
        await AssertErrorAsync(await PutAsync("reports/..%5C..%5Cx", "x"), 400, "InvalidResourceName");
        await AssertErrorAsync(await PutAsync("reports/a%00", "x"), 400, null);
        await AssertErrorAsync(await _client.PutAsync(At("reports/a?comp=block"), null), 501, "NotSimulated");
        await AssertErrorAsync(await _client.GetAsync(At("?comp=stats")), 501, "NotSimulated");
        await AssertErrorAsync(await _client.PutAsync(At("reports/a"), new StringContent("x")), 400, "MissingRequiredHeader");
    }

    private static IEnumerable<string> Names(XElement listing) => listing.Descendants("Name").Select(name => name.Value);

    private static async Task AssertErrorAsync(HttpResponseMessage answer, int status, string? code)
    {
        using (answer)
        {
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True((int)answer.StatusCode == status, $"{answer.StatusCode} {body}");
            if (code is not null)
            {
                Assert.Equal(code, (string?)XElement.Parse(body).Element("Code"));
                Assert.Equal(code, Assert.Single(answer.Headers.GetValues("x-ms-error-code")));
            }
        }
    }

    private Uri At(string path) => new(_test.Cloud.Options.Blob, path);

    private HttpClient ClientFor(string audience)
    {
        var client = new HttpClient();
        client.DefaultRequestHeaders.Add("x-ms-version", "2023-11-03");
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {_test.Cloud.Tokens.Issue(TokenIssuer.ImporterPrincipalId, audience)}");
        return client;
    }

    private async Task<XElement> ListAsync(string query) =>
        XElement.Parse(await _client.GetStringAsync(At($"reports?restype=container&comp=list{query}")));

    private Task<HttpResponseMessage> PutAsync(
        string path,
        string body,
        string? contentType = null,
        string? ifMatch = null,
        string? ifNoneMatch = null
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Put, At(path)) { Content = new StringContent(body) };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        if (contentType is not null)
        {
            request.Content.Headers.ContentType = new(contentType);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        return _client.SendAsync(request);
    }
}
