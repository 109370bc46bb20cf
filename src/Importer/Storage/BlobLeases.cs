using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Importer.Storage;

/// <summary>Leases on small blobs of the report store: a minute long, renewed while they are held, over when their process is.</summary>
/// <remarks>Source: https://learn.microsoft.com/rest/api/storageservices/lease-blob</remarks>
internal sealed class BlobLeases : ILeases
{
    /// <summary>How long a lease outlives a holder that does not renew it; the longest that ends by itself.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    // Two renewals may fail before a third is late.
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(15);

    // What is letting go of a lease must not hold up: it ends by itself.
    private static readonly TimeSpan ReleaseWithin = TimeSpan.FromSeconds(5);

    private readonly BlobContainerClient _container;
    private readonly Func<string, BlobClient> _open;
    private readonly TimeProvider _clock;

    /// <summary>
    /// Leases in <paramref name="container"/> (https, or http on the loopback), opened with <paramref name="credential"/>.
    /// </summary>
    public BlobLeases(Uri container, TokenCredential credential, TimeProvider clock, HttpPipelineTransport? transport = null)
    {
        ArgumentNullException.ThrowIfNull(container);
        (_container, _open) = StorageClients.Container(container, credential, clock, transport);
        _clock = clock;
    }

    /// <inheritdoc/>
    public async Task<Lease?> TryAcquireAsync(string name, string purpose, CancellationToken cancellationToken)
    {
        var blob = _open(DocumentName.Checked(name));
        try
        {
            var isFirst = false;
            var since = _clock.GetUtcNow();
            if (await AcquireAsync(blob, cancellationToken) is not { } lease)
            {
                isFirst = await MakeAsync(blob, purpose, cancellationToken);
                since = _clock.GetUtcNow();
                lease =
                    await AcquireAsync(blob, cancellationToken)
                    ?? throw new DocumentStoreException($"The blob {name} went while its lease was asked for.");
            }

            return new BlobLease(lease, since, _clock) { IsFirst = isFirst };
        }
        catch (RequestFailedException held) when (held.Status == 409)
        {
            // LeaseAlreadyPresent, or LeaseIsBreakingAndCannotBeAcquired while one that was broken ends.
            return null;
        }
        catch (RequestFailedException refused) when (refused.Status > 0)
        {
            throw new DocumentStoreException(
                $"The report store answered {refused.Status} {refused.ErrorCode} when the lease {name} was asked for.",
                refused
            );
        }
        catch (Exception fault) when (fault is RequestFailedException or AuthenticationFailedException or AggregateException or IOException)
        {
            throw new DocumentStoreException($"The lease {name} could not be asked for ({fault.GetType().Name}).", fault);
        }
    }

    // Null when there is no blob to lease.
    private static async Task<BlobLeaseClient?> AcquireAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        var lease = blob.GetBlobLeaseClient();
        try
        {
            await lease.AcquireAsync(Length, conditions: null, cancellationToken);
            return lease;
        }
        catch (RequestFailedException absent) when (absent.Status == 404)
        {
            return null;
        }
    }

    // True when this instance made it.
    private async Task<bool> MakeAsync(BlobClient blob, string purpose, CancellationToken cancellationToken)
    {
        try
        {
            return await PutAsync(blob, purpose, cancellationToken);
        }
        catch (RequestFailedException absent) when (absent.Status == 404)
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            return await PutAsync(blob, purpose, cancellationToken);
        }
    }

    private static async Task<bool> PutAsync(BlobClient blob, string purpose, CancellationToken cancellationToken)
    {
        try
        {
            await blob.UploadAsync(
                BinaryData.FromString(purpose),
                new BlobUploadOptions
                {
                    HttpHeaders = new BlobHttpHeaders { ContentType = "text/plain" },
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                },
                cancellationToken
            );
            return true;
        }
        catch (RequestFailedException there) when (there.Status is 409 or 412)
        {
            return false;
        }
    }

    private sealed class BlobLease : Lease
    {
        private readonly CancellationTokenSource _over = new();
        private readonly BlobLeaseClient _lease;
        private readonly TimeProvider _clock;
        private readonly Task _renewing;
        private long _until;

        public BlobLease(BlobLeaseClient lease, DateTimeOffset since, TimeProvider clock)
        {
            (_lease, _clock, _until) = (lease, clock, (since + Length).UtcTicks);
            _renewing = RenewAsync(_over.Token);
        }

        public override bool IsHeld => !_over.IsCancellationRequested && _clock.GetUtcNow().UtcTicks < Interlocked.Read(ref _until);

        public override async ValueTask DisposeAsync()
        {
            if (_over.IsCancellationRequested)
            {
                return;
            }

            await _over.CancelAsync();
            await _renewing;
            using var within = new CancellationTokenSource(ReleaseWithin, _clock);
            try
            {
                await _lease.ReleaseAsync(conditions: null, within.Token);
            }
            catch (Exception fault) when (IsAway(fault))
            {
                // It ends by itself.
            }

            _over.Dispose();
        }

        private async Task RenewAsync(CancellationToken over)
        {
            while (true)
            {
                await Task.Delay(RenewEvery, _clock, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (over.IsCancellationRequested || !await TryRenewAsync(over))
                {
                    return;
                }
            }
        }

        // False when it is somebody else's: 409 LeaseIdMismatchWithLeaseOperation, or 409 LeaseIsBrokenAndCannotBeRenewed.
        private async Task<bool> TryRenewAsync(CancellationToken over)
        {
            var since = _clock.GetUtcNow();
            try
            {
                await _lease.RenewAsync(conditions: null, over);
                Interlocked.Exchange(ref _until, (since + Length).UtcTicks);
                return true;
            }
            catch (RequestFailedException lost) when (lost.Status is 404 or 409 or 412)
            {
                Interlocked.Exchange(ref _until, 0);
                return false;
            }
            catch (Exception fault) when (IsAway(fault))
            {
                return true;
            }
        }

        private static bool IsAway(Exception fault) =>
            fault
                is RequestFailedException
                    or AuthenticationFailedException
                    or AggregateException
                    or IOException
                    or OperationCanceledException;
    }
}
