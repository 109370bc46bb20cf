using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using LocalAzure.Storage;

namespace LocalAzure.Tests.Storage;

/// <summary>Leases on blobs as Azure.Storage.Blobs asks for them: every action in every state, here and on Azurite.</summary>
public sealed class BlobLeaseTests
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(15);

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task A_lease_that_is_held_keeps_others_out_and_is_its_holders_to_change(string which) =>
        WithAsync(
            which,
            async (blob, lease) =>
            {
                await lease.AcquireAsync(Shortest);
                Assert.Equal((LeaseStatus.Locked, LeaseState.Leased, LeaseDurationType.Fixed), await StateAsync(blob));
                await lease.AcquireAsync(TimeSpan.FromSeconds(30));
                await FailsAsync(409, "LeaseAlreadyPresent", () => blob.GetBlobLeaseClient().AcquireAsync(Shortest));
                await FailsAsync(409, "LeaseIdMismatchWithLeaseOperation", () => blob.GetBlobLeaseClient().RenewAsync());
                await FailsAsync(409, "LeaseIdMismatchWithLeaseOperation", () => blob.GetBlobLeaseClient().ReleaseAsync());
                await FailsAsync(412, "LeaseIdMissing", () => blob.UploadAsync(BinaryData.FromString("2"), overwrite: true));
                await FailsAsync(412, "LeaseIdMissing", () => blob.DeleteAsync());
                await FailsAsync(412, "LeaseIdMismatchWithBlobOperation", () => WriteAsync(blob, Guid.NewGuid().ToString()));

                var old = lease.LeaseId;
                await lease.ChangeAsync(Guid.NewGuid().ToString());
                await FailsAsync(409, "LeaseIdMismatchWithLeaseOperation", () => blob.GetBlobLeaseClient(old).RenewAsync());
                await WriteAsync(blob, lease.LeaseId);
                await lease.ReleaseAsync();
                Assert.Equal((LeaseStatus.Unlocked, LeaseState.Available), await StatusAsync(blob));
                await FailsAsync(412, "LeaseNotPresentWithBlobOperation", () => WriteAsync(blob, lease.LeaseId));
                await blob.UploadAsync(BinaryData.FromString("3"), overwrite: true);
            }
        );

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task What_nobody_leased_is_not_renewed_changed_released_or_broken(string which) =>
        WithAsync(
            which,
            async (blob, lease) =>
            {
                await FailsAsync(409, "LeaseIdMismatchWithLeaseOperation", () => lease.RenewAsync());
                await FailsAsync(409, "LeaseNotPresentWithLeaseOperation", () => lease.ChangeAsync(Guid.NewGuid().ToString()));
                await FailsAsync(409, "LeaseIdMismatchWithLeaseOperation", () => lease.ReleaseAsync());
                await FailsAsync(409, "LeaseNotPresentWithLeaseOperation", () => lease.BreakAsync());
                await FailsAsync(404, "BlobNotFound", () => Other(blob).GetBlobLeaseClient().AcquireAsync(Shortest));
            }
        );

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task A_lease_that_is_broken_ends_after_its_period_and_is_not_renewed(string which) =>
        WithAsync(
            which,
            async (blob, lease) =>
            {
                await lease.AcquireAsync(TimeSpan.FromSeconds(60));
                Assert.InRange((await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.FromSeconds(20))).Value.LeaseTime!.Value, 18, 20);
                Assert.Equal((LeaseStatus.Locked, LeaseState.Breaking), await StatusAsync(blob));
                await FailsAsync(409, "LeaseIsBreakingAndCannotBeAcquired", () => lease.AcquireAsync(Shortest));
                await FailsAsync(409, "LeaseAlreadyPresent", () => blob.GetBlobLeaseClient().AcquireAsync(Shortest));
                await FailsAsync(409, "LeaseIsBrokenAndCannotBeRenewed", () => lease.RenewAsync());
                await FailsAsync(409, "LeaseIsBreakingAndCannotBeChanged", () => lease.ChangeAsync(lease.LeaseId));
                await FailsAsync(412, "LeaseIdMissing", () => blob.UploadAsync(BinaryData.FromString("2"), overwrite: true));
                await WriteAsync(blob, lease.LeaseId);

                Assert.Equal(0, (await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero)).Value.LeaseTime);
                Assert.Equal((LeaseStatus.Unlocked, LeaseState.Broken), await StatusAsync(blob));
                await FailsAsync(409, "LeaseIsBrokenAndCannotBeRenewed", () => lease.RenewAsync());
                await FailsAsync(409, "LeaseNotPresentWithLeaseOperation", () => lease.ChangeAsync(Guid.NewGuid().ToString()));
                await blob.GetBlobLeaseClient().AcquireAsync(Shortest);
            }
        );

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task An_endless_lease_is_broken_at_once_and_a_broken_one_can_be_released(string which) =>
        WithAsync(
            which,
            async (blob, lease) =>
            {
                await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration);
                Assert.Equal((LeaseStatus.Locked, LeaseState.Leased, LeaseDurationType.Infinite), await StateAsync(blob));
                Assert.Equal(0, (await lease.BreakAsync()).Value.LeaseTime);
                await lease.ReleaseAsync();
                Assert.Equal((LeaseStatus.Unlocked, LeaseState.Available), await StatusAsync(blob));
                await FailsAsync(400, null, () => lease.AcquireAsync(TimeSpan.FromSeconds(5)));
            }
        );

    // Azurite's clock is the machine's, so that only LocalAzure's is moved; its rules for what has run out are those that Azurite's source
    // has.
    [Fact]
    public async Task A_lease_that_is_not_renewed_runs_out_and_is_anybodys()
    {
        await using var test = await CloudUnderTest.StartAsync();
        var container = new BlobServiceClient(
            StorageAccount.ConnectionString(test.Cloud.Options),
            new BlobClientOptions { Retry = { MaxRetries = 0 } }
        ).GetBlobContainerClient("things");
        await container.CreateAsync();
        var blob = container.GetBlobClient("lock");
        await blob.UploadAsync(BinaryData.FromString("1"));
        var lease = blob.GetBlobLeaseClient();
        await lease.AcquireAsync(TimeSpan.FromSeconds(60));

        test.Cloud.Clock.Advance(TimeSpan.FromSeconds(50));
        await lease.RenewAsync();
        test.Cloud.Clock.Advance(TimeSpan.FromSeconds(50));
        await FailsAsync(409, "LeaseAlreadyPresent", () => blob.GetBlobLeaseClient().AcquireAsync(Shortest));
        test.Cloud.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal((LeaseStatus.Unlocked, LeaseState.Expired), await StatusAsync(blob));
        await FailsAsync(412, "LeaseLost", () => WriteAsync(blob, lease.LeaseId));

        // As long as nobody took it, its holder may have it back.
        await lease.RenewAsync();
        test.Cloud.Clock.Advance(TimeSpan.FromSeconds(61));
        await blob.GetBlobLeaseClient().AcquireAsync(Shortest);
        await FailsAsync(409, "LeaseIdMismatchWithLeaseOperation", () => lease.RenewAsync());

        // A write takes a lease away that has run out.
        test.Cloud.Clock.Advance(TimeSpan.FromSeconds(16));
        await blob.UploadAsync(BinaryData.FromString("2"), overwrite: true);
        Assert.Equal((LeaseStatus.Unlocked, LeaseState.Available), await StatusAsync(blob));

        // One that was broken without a period ends when it would have.
        await lease.AcquireAsync(TimeSpan.FromSeconds(40));
        test.Cloud.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.InRange((await lease.BreakAsync()).Value.LeaseTime!.Value, 28, 30);
        test.Cloud.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal((LeaseStatus.Unlocked, LeaseState.Broken), await StatusAsync(blob));
    }

    private static BlobClient Other(BlobClient blob) => blob.GetParentBlobContainerClient().GetBlobClient("nothing");

    private static Task<Response<BlobContentInfo>> WriteAsync(BlobClient blob, string lease) =>
        blob.UploadAsync(BinaryData.FromString("w"), new BlobUploadOptions { Conditions = new BlobRequestConditions { LeaseId = lease } });

    private static async Task<(LeaseStatus Status, LeaseState State)> StatusAsync(BlobClient blob)
    {
        var properties = (await blob.GetPropertiesAsync()).Value;
        return (properties.LeaseStatus, properties.LeaseState);
    }

    private static async Task<(LeaseStatus Status, LeaseState State, LeaseDurationType Duration)> StateAsync(BlobClient blob)
    {
        var properties = (await blob.GetPropertiesAsync()).Value;
        return (properties.LeaseStatus, properties.LeaseState, properties.LeaseDuration);
    }

    private static async Task FailsAsync(int status, string? code, Func<Task> call)
    {
        var fault = await Assert.ThrowsAsync<RequestFailedException>(call);
        Assert.Equal((status, code ?? fault.ErrorCode), (fault.Status, fault.ErrorCode));
    }

    private static async Task WithAsync(string which, Func<BlobClient, BlobLeaseClient, Task> test)
    {
        await using var storage = await StorageUnderTest.StartAsync(which);
        var container = new BlobServiceClient(
            storage.ConnectionString,
            new BlobClientOptions { Retry = { MaxRetries = 0 } }
        ).GetBlobContainerClient("things");
        await container.CreateAsync();
        var blob = container.GetBlobClient("lock");
        await blob.UploadAsync(BinaryData.FromString("1"));
        await test(blob, blob.GetBlobLeaseClient());
    }
}
