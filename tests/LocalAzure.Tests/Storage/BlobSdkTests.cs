using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace LocalAzure.Tests.Storage;

/// <summary>
/// The blob endpoint, used by Azure.Storage.Blobs as it is; the same calls against Azurite show that the test asks for the right things.
/// </summary>
public sealed class BlobSdkTests
{
    private static readonly string[] Names = ["runs/3", "runs/1", "health/1", "runs/2", "top"];

    private static readonly string[] Lines = ["a\n", "b\n"];

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task A_blob_is_written_read_whole_and_in_part_and_deleted(string which) =>
        WithAsync(
            which,
            async container =>
            {
                var blob = container.GetBlobClient("runs/a b/1.json");
                await blob.UploadAsync(
                    BinaryData.FromString("""{"a":1}"""),
                    new BlobUploadOptions
                    {
                        HttpHeaders = new() { ContentType = "application/json" },
                        Metadata = new Dictionary<string, string> { ["kind"] = "run" },
                    }
                );

                var read = (await blob.DownloadContentAsync()).Value;
                Assert.Equal("""{"a":1}""", read.Content.ToString());
                Assert.Equal(("application/json", "run"), (read.Details.ContentType, read.Details.Metadata["kind"]));
                using var part = new MemoryStream();
                await (
                    await blob.DownloadStreamingAsync(new BlobDownloadOptions { Range = new HttpRange(1, 3) })
                ).Value.Content.CopyToAsync(part);
                Assert.Equal("\"a\"", Encoding.UTF8.GetString(part.ToArray()));
                using var whole = new MemoryStream();
                await blob.DownloadToAsync(whole);
                Assert.Equal(7, whole.Length);
                Assert.Equal(7, (await blob.GetPropertiesAsync()).Value.ContentLength);
                Assert.True(await blob.DeleteIfExistsAsync());
                Assert.False(await blob.ExistsAsync());
                Assert.False(await blob.DeleteIfExistsAsync());
            }
        );

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task Writes_can_depend_on_what_is_there(string which) =>
        WithAsync(
            which,
            async container =>
            {
                var blob = container.GetBlobClient("mark");
                var fresh = new BlobUploadOptions { Conditions = new() { IfNoneMatch = ETag.All } };
                var first = (await blob.UploadAsync(BinaryData.FromString("1"), fresh)).Value.ETag;
                await FailsAsync(409, "BlobAlreadyExists", () => blob.UploadAsync(BinaryData.FromString("2"), fresh));
                await blob.UploadAsync(BinaryData.FromString("2"), new BlobUploadOptions { Conditions = new() { IfMatch = first } });
                await FailsAsync(
                    412,
                    "ConditionNotMet",
                    () => blob.UploadAsync(BinaryData.FromString("3"), new BlobUploadOptions { Conditions = new() { IfMatch = first } })
                );
                await FailsAsync(412, "ConditionNotMet", () => blob.DeleteAsync(conditions: new() { IfMatch = first }));
                Assert.Equal("2", (await blob.DownloadContentAsync()).Value.Content.ToString());
            }
        );

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task Blobs_are_listed_in_pages_under_a_prefix_and_by_folder(string which) =>
        WithAsync(
            which,
            async container =>
            {
                foreach (var name in Names)
                {
                    await container.UploadBlobAsync(name, BinaryData.FromString("x"));
                }

                var pages = new List<int>();
                var names = new List<string>();
                await foreach (
                    var page in container
                        .GetBlobsAsync(BlobTraits.None, BlobStates.None, "runs/", CancellationToken.None)
                        .AsPages(pageSizeHint: 2)
                )
                {
                    pages.Add(page.Values.Count);
                    names.AddRange(page.Values.Select(blob => blob.Name));
                }

                Assert.Equal([2, 1], pages);
                Assert.Equal(["runs/1", "runs/2", "runs/3"], names);
                var items = new List<string>();
                await foreach (
                    var item in container.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", null, CancellationToken.None)
                )
                {
                    items.Add(item.IsPrefix ? item.Prefix : item.Blob.Name);
                }

                Assert.Equal(["health/", "runs/", "top"], items.Order(StringComparer.Ordinal));
            }
        );

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task A_lease_keeps_others_out(string which) =>
        WithAsync(
            which,
            async container =>
            {
                var blob = container.GetBlobClient("lock");
                await blob.UploadAsync(BinaryData.FromString("1"));
                var lease = blob.GetBlobLeaseClient();
                await lease.AcquireAsync(TimeSpan.FromSeconds(30));
                await FailsAsync(409, "LeaseAlreadyPresent", () => blob.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(30)));
                await FailsAsync(412, "LeaseIdMissing", () => blob.UploadAsync(BinaryData.FromString("2"), overwrite: true));
                await blob.UploadAsync(
                    BinaryData.FromString("2"),
                    new BlobUploadOptions { Conditions = new() { LeaseId = lease.LeaseId } }
                );
                await lease.RenewAsync();
                await lease.ReleaseAsync();
                await blob.UploadAsync(BinaryData.FromString("3"), overwrite: true);
                await FailsAsync(
                    409,
                    "LeaseAlreadyPresent",
                    async () =>
                    {
                        await blob.GetBlobLeaseClient().AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration);
                        await blob.GetBlobLeaseClient().AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration);
                    }
                );
            }
        );

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task An_append_blob_grows(string which) =>
        WithAsync(
            which,
            async container =>
            {
                var blob = container.GetAppendBlobClient("log");
                await blob.CreateIfNotExistsAsync();
                foreach (var line in Lines)
                {
                    using var text = new MemoryStream(Encoding.UTF8.GetBytes(line));
                    await blob.AppendBlockAsync(text);
                }

                Assert.Equal("a\nb\n", (await blob.DownloadContentAsync()).Value.Content.ToString());
            }
        );

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task Containers_come_and_go_and_errors_are_those_of_the_service(string which) =>
        WithAsync(
            which,
            async container =>
            {
                Assert.True(await container.ExistsAsync());
                await container.CreateIfNotExistsAsync();
                await FailsAsync(409, "ContainerAlreadyExists", () => container.CreateAsync());
                await FailsAsync(404, "BlobNotFound", () => container.GetBlobClient("nothing").DownloadContentAsync());
                await container.DeleteAsync();
                Assert.False(await container.ExistsAsync());
                await FailsAsync(404, "ContainerNotFound", () => container.UploadBlobAsync("x", BinaryData.FromString("x")));
            }
        );

    private static async Task FailsAsync(int status, string code, Func<Task> call)
    {
        var fault = await Assert.ThrowsAsync<RequestFailedException>(call);
        Assert.Equal((status, code), (fault.Status, fault.ErrorCode));
    }

    private static async Task WithAsync(string which, Func<BlobContainerClient, Task> test)
    {
        await using var storage = await StorageUnderTest.StartAsync(which);
        var container = new BlobServiceClient(
            storage.ConnectionString,
            new BlobClientOptions { Retry = { MaxRetries = 0 } }
        ).GetBlobContainerClient("things");
        await container.CreateAsync();
        await test(container);
    }
}
