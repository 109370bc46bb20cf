using System.Globalization;
using LocalAzure.Storage;

namespace LocalAzure.Blob;

/// <summary>
/// Leases on blobs, in memory: a LocalAzure that ends lets go of them. What each action does in each state, and what a write may do, is the
/// service's table: https://learn.microsoft.com/rest/api/storageservices/lease-blob#outcomes-of-lease-operations-on-blobs-by-lease-state
/// </summary>
internal sealed class BlobLeases(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Container, string Blob), Lease> _leases = [];

    private enum State
    {
        Available,
        Leased,
        Expired,
        Breaking,
        Broken,
    }

    /// <summary>The refusal of a write or delete; null when it may go on. One that goes on clears a lease that is over.</summary>
    public StorageAnswer? Refusal(HttpRequest request, string container, string blob)
    {
        lock (_gate)
        {
            var (lease, state) = Look(container, blob);
            var given = request.Headers["x-ms-lease-id"].ToString();
            if (state is State.Leased or State.Breaking)
            {
                if (given.Length == 0)
                {
                    return StorageAnswer.Error(
                        412,
                        "LeaseIdMissing",
                        "There is currently a lease on the blob and no lease ID was specified in the request."
                    );
                }

                if (Same(lease!.Id, given))
                {
                    return null;
                }

                return StorageAnswer.Error(
                    412,
                    "LeaseIdMismatchWithBlobOperation",
                    "The lease ID specified did not match the lease ID for the blob."
                );
            }

            if (given.Length > 0)
            {
                return NotPresent(state);
            }

            _leases.Remove((container, blob));
            return null;
        }
    }

    /// <summary>The refusal of a read, which needs no lease id; null when it may go on.</summary>
    public StorageAnswer? ReadRefusal(HttpRequest request, string container, string blob)
    {
        lock (_gate)
        {
            var (lease, state) = Look(container, blob);
            var given = request.Headers["x-ms-lease-id"].ToString();
            if (given.Length == 0)
            {
                return null;
            }

            if (state is not (State.Leased or State.Breaking))
            {
                return NotPresent(state);
            }

            if (Same(lease!.Id, given))
            {
                return null;
            }

            return StorageAnswer.Error(
                412,
                "LeaseIdMismatchWithBlobOperation",
                "The lease ID specified did not match the lease ID for the blob."
            );
        }
    }

    /// <summary>The headers that tell a blob's lease.</summary>
    public (string Name, string Value)[] About(string container, string blob)
    {
        lock (_gate)
        {
            var (lease, state) = Look(container, blob);
            (string, string)[] told =
            [
                ("x-ms-lease-status", state is State.Leased or State.Breaking ? "locked" : "unlocked"),
                ("x-ms-lease-state", Word(state)),
            ];
            return state == State.Leased ? [.. told, ("x-ms-lease-duration", lease!.Seconds < 0 ? "infinite" : "fixed")] : told;
        }
    }

    /// <summary>The blob is gone, and its lease with it.</summary>
    public void Forget(string container, string blob)
    {
        lock (_gate)
        {
            _leases.Remove((container, blob));
        }
    }

    public StorageAnswer Answer(HttpRequest request, string container, BlobEntry blob)
    {
        lock (_gate)
        {
            var at = (container, blob.Name);
            var (lease, state) = Look(container, blob.Name);
            return request.Headers["x-ms-lease-action"].ToString() switch
            {
                "acquire" => Acquire(request, at, blob, lease, state),
                "renew" => Renew(request, at, blob, lease, state),
                "change" => Change(request, at, blob, lease, state),
                "release" => Release(request, at, blob, lease),
                "break" => Break(request, at, blob, lease, state),
                _ => Invalid("x-ms-lease-action"),
            };
        }
    }

    private StorageAnswer Acquire(HttpRequest request, (string, string) at, BlobEntry blob, Lease? lease, State state)
    {
        var proposed = request.Headers["x-ms-proposed-lease-id"].ToString();
        if (
            !int.TryParse(request.Headers["x-ms-lease-duration"], CultureInfo.InvariantCulture, out var seconds)
            || seconds is not (-1 or (>= 15 and <= 60))
        )
        {
            return Invalid("x-ms-lease-duration is -1 or from 15 to 60");
        }

        if (state == State.Breaking && Same(lease!.Id, proposed))
        {
            return StorageAnswer.Error(
                409,
                "LeaseIsBreakingAndCannotBeAcquired",
                "The lease ID matched, but the lease is currently in breaking state and cannot be acquired until it is broken."
            );
        }

        return state is State.Leased or State.Breaking && !Same(lease!.Id, proposed)
            ? StorageAnswer.Error(409, "LeaseAlreadyPresent", "There is already a lease present.")
            : Keep(at, blob, new Lease(proposed.Length > 0 ? proposed : Guid.NewGuid().ToString(), seconds, EndOf(seconds), false), 201);
    }

    private StorageAnswer Renew(HttpRequest request, (string, string) at, BlobEntry blob, Lease? lease, State state)
    {
        if (lease is null || !IsGiven(request, lease))
        {
            return Mismatch;
        }

        // One that has run out can be renewed as long as nobody leased or wrote the blob meanwhile.
        return state is State.Breaking or State.Broken
            ? StorageAnswer.Error(
                409,
                "LeaseIsBrokenAndCannotBeRenewed",
                "The lease ID matched, but the lease has been broken explicitly and cannot be renewed."
            )
            : Keep(at, blob, lease with { Ends = EndOf(lease.Seconds) }, 200);
    }

    private StorageAnswer Change(HttpRequest request, (string, string) at, BlobEntry blob, Lease? lease, State state)
    {
        var proposed = request.Headers["x-ms-proposed-lease-id"].ToString();
        if (!Guid.TryParse(proposed, out _))
        {
            return Invalid("x-ms-proposed-lease-id");
        }

        return state switch
        {
            State.Available or State.Expired or State.Broken => StorageAnswer.Error(
                409,
                "LeaseNotPresentWithLeaseOperation",
                "There is currently no lease on the blob."
            ),
            _ when !IsGiven(request, lease!) && !Same(lease!.Id, proposed) => Mismatch,
            State.Breaking => StorageAnswer.Error(
                409,
                "LeaseIsBreakingAndCannotBeChanged",
                "The lease ID matched, but the lease is currently in breaking state and cannot be changed."
            ),
            _ => Keep(at, blob, lease! with { Id = proposed }, 200),
        };
    }

    private StorageAnswer Release(HttpRequest request, (string, string) at, BlobEntry blob, Lease? lease)
    {
        if (lease is null || !IsGiven(request, lease))
        {
            return Mismatch;
        }

        _leases.Remove(at);
        return BlobSurface.About(blob, 200);
    }

    private StorageAnswer Break(HttpRequest request, (string, string) at, BlobEntry blob, Lease? lease, State state)
    {
        var text = request.Headers["x-ms-lease-break-period"].ToString();
        var seconds = 0;
        if (text.Length > 0 && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) || seconds > 60))
        {
            return Invalid("x-ms-lease-break-period is from 0 to 60");
        }

        if (lease is null)
        {
            return StorageAnswer.Error(409, "LeaseNotPresentWithLeaseOperation", "There is currently no lease on the blob.");
        }

        // Without a period a lease of a fixed length ends when it would have, an endless one at once; a period never makes it longer.
        var now = clock.GetUtcNow();
        var whole = lease.Ends == DateTimeOffset.MaxValue ? now : lease.Ends;
        var asked = text.Length > 0 ? now.AddSeconds(seconds) : whole;
        var sooner = asked < lease.Ends ? asked : lease.Ends;
        var ends = state is State.Leased or State.Breaking ? sooner : now;
        _leases[at] = lease with { IsBroken = true, Ends = ends };
        return BlobSurface
            .About(blob, 202)
            .With(("x-ms-lease-time", Math.Max(0, (int)Math.Ceiling((ends - now).TotalSeconds)).ToString(CultureInfo.InvariantCulture)));
    }

    private StorageAnswer Keep((string, string) at, BlobEntry blob, Lease lease, int status)
    {
        _leases[at] = lease;
        return BlobSurface.About(blob, status).With(("x-ms-lease-id", lease.Id));
    }

    private (Lease? Lease, State State) Look(string container, string blob)
    {
        var lease = _leases.GetValueOrDefault((container, blob));
        var isOver = lease?.Ends <= clock.GetUtcNow();
        return (
            lease,
            lease switch
            {
                null => State.Available,
                { IsBroken: true } => isOver ? State.Broken : State.Breaking,
                _ => isOver ? State.Expired : State.Leased,
            }
        );
    }

    private static string Word(State state) =>
        state switch
        {
            State.Leased => "leased",
            State.Expired => "expired",
            State.Breaking => "breaking",
            State.Broken => "broken",
            _ => "available",
        };

    private static StorageAnswer NotPresent(State state) =>
        state == State.Available
            ? StorageAnswer.Error(412, "LeaseNotPresentWithBlobOperation", "There is currently no lease on the blob.")
            : StorageAnswer.Error(412, "LeaseLost", "A lease ID was specified, but the lease for the blob has expired.");

    private static StorageAnswer Mismatch =>
        StorageAnswer.Error(409, "LeaseIdMismatchWithLeaseOperation", "The lease ID specified did not match the lease ID for the blob.");

    private static StorageAnswer Invalid(string what) =>
        StorageAnswer.Error(400, "InvalidHeaderValue", $"The value for one of the HTTP headers is not in the correct format: {what}.");

    private DateTimeOffset EndOf(int seconds) => seconds < 0 ? DateTimeOffset.MaxValue : clock.GetUtcNow().AddSeconds(seconds);

    private static bool IsGiven(HttpRequest request, Lease lease) => Same(lease.Id, request.Headers["x-ms-lease-id"].ToString());

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private sealed record Lease(string Id, int Seconds, DateTimeOffset Ends, bool IsBroken);
}
