using System.Globalization;
using LocalAzure.Storage;

namespace LocalAzure.Blob;

/// <summary>
/// Leases on blobs, in memory: a process that ends lets go of them.
/// https://learn.microsoft.com/rest/api/storageservices/lease-blob
/// </summary>
internal sealed class BlobLeases(TimeProvider clock)
{
    private readonly Dictionary<(string Container, string Blob), Lease> _leases = [];

    /// <summary>The refusal of a write or delete; null when it may go on.</summary>
    public StorageAnswer? Refusal(HttpRequest request, string container, string blob)
    {
        var given = request.Headers["x-ms-lease-id"].ToString();
        return (Find(container, blob), given) switch
        {
            (null, "") => null,
            (null, _) => StorageAnswer.Error(412, "LeaseNotPresentWithBlobOperation", "There is currently no lease on the blob."),
            (_, "") => StorageAnswer.Error(412, "LeaseIdMissing", "There is currently a lease on the blob and no lease ID was specified in the request."),
            (var lease, _) when !Same(lease.Id, given) => StorageAnswer.Error(412, "LeaseIdMismatchWithBlobOperation", "The lease ID specified did not match the lease ID for the blob."),
            _ => null,
        };
    }

    public bool IsLeased(string container, string blob) => Find(container, blob) is not null;

    /// <summary>The blob is gone, and its lease with it.</summary>
    public void Forget(string container, string blob) => _leases.Remove((container, blob));

    public StorageAnswer Answer(HttpRequest request, string container, BlobEntry blob)
    {
        var now = Find(container, blob.Name);
        var given = request.Headers["x-ms-lease-id"].ToString();
        var action = request.Headers["x-ms-lease-action"].ToString();
        if (action == "acquire")
        {
            return Acquire(request, container, blob, now);
        }

        // One that has run out can still be renewed by its owner while nobody else took it.
        now ??= action is "renew" or "release" ? _leases.GetValueOrDefault((container, blob.Name)) : null;
        if (now is null)
        {
            return StorageAnswer.Error(409, "LeaseNotPresentWithLeaseOperation", "There is currently no lease on the blob.");
        }

        if (action != "break" && !Same(now.Id, given))
        {
            return StorageAnswer.Error(409, "LeaseIdMismatchWithLeaseOperation", "The lease ID specified did not match the lease ID for the blob.");
        }

        return action switch
        {
            "renew" => Keep(container, blob, now with { Ends = EndOf(now.Seconds) }, 200),
            "change" => Keep(container, blob, now with { Id = request.Headers["x-ms-proposed-lease-id"].ToString() }, 200),
            "release" => Drop(container, blob, 200, []),
            "break" => Drop(container, blob, 202, [("x-ms-lease-time", "0")]),
            _ => StorageAnswer.Error(400, "InvalidHeaderValue", "The value for one of the HTTP headers is not in the correct format: x-ms-lease-action."),
        };
    }

    private StorageAnswer Acquire(HttpRequest request, string container, BlobEntry blob, Lease? now)
    {
        var proposed = request.Headers["x-ms-proposed-lease-id"].ToString();
        if (now is not null && !Same(now.Id, proposed))
        {
            return StorageAnswer.Error(409, "LeaseAlreadyPresent", "There is already a lease present.");
        }

        var good = int.TryParse(request.Headers["x-ms-lease-duration"], CultureInfo.InvariantCulture, out var seconds) && seconds is -1 or (>= 15 and <= 60);
        return good
            ? Keep(container, blob, new Lease(proposed.Length > 0 ? proposed : Guid.NewGuid().ToString(), seconds, EndOf(seconds)), 201)
            : StorageAnswer.Error(400, "InvalidHeaderValue", "The value for one of the HTTP headers is not in the correct format: x-ms-lease-duration is -1 or from 15 to 60.");
    }

    private StorageAnswer Keep(string container, BlobEntry blob, Lease lease, int status)
    {
        _leases[(container, blob.Name)] = lease;
        return BlobSurface.About(blob, status).With(("x-ms-lease-id", lease.Id));
    }

    private StorageAnswer Drop(string container, BlobEntry blob, int status, (string Name, string Value)[] headers)
    {
        Forget(container, blob.Name);
        return BlobSurface.About(blob, status).With(headers);
    }

    private Lease? Find(string container, string blob) =>
        _leases.GetValueOrDefault((container, blob)) is { } lease && lease.Ends > clock.GetUtcNow() ? lease : null;

    private DateTimeOffset EndOf(int seconds) => seconds < 0 ? DateTimeOffset.MaxValue : clock.GetUtcNow().AddSeconds(seconds);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private sealed record Lease(string Id, int Seconds, DateTimeOffset Ends);
}
