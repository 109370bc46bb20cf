using System.Security.Cryptography;
using System.Text;

namespace Importer.Storage;

/// <summary>Leases in the report store: what one instance holds no other gets, until it lets go, ends or is cut off.</summary>
public interface ILeases
{
    /// <summary>Asks once for the lease under <paramref name="name"/>; <see cref="LeaseName"/> makes names.</summary>
    /// <param name="name">The lease's name.</param>
    /// <param name="purpose">What it keeps apart, for people who look into the store.</param>
    /// <param name="cancellationToken">Ends the call, not the lease.</param>
    /// <returns>The lease; null while somebody else holds it.</returns>
    /// <exception cref="DocumentStoreException">It could not be asked for: whether somebody holds it is not known.</exception>
    Task<Lease?> TryAcquireAsync(string name, string purpose, CancellationToken cancellationToken);
}

/// <summary>A lease that is held; disposing of it lets it go.</summary>
public abstract class Lease : IAsyncDisposable
{
    /// <summary>True when nobody has held this lease before.</summary>
    public required bool IsFirst { get; init; }

    /// <summary>False once it may have gone to somebody else, because it could not be renewed in time.</summary>
    public abstract bool IsHeld { get; }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>Names of leases and of folders: a digest, because ids of resources hold characters that names of documents may not.</summary>
public static class LeaseName
{
    // Not 32, which is the look of a subscription key: a report that names a lease would show it as removed.
    private const int Digits = 40;

    /// <summary>The name of the lease of a <paramref name="kind"/> over what <paramref name="id"/> names; case does not count.</summary>
    public static string For(string kind, string id) => $"leases/{kind}-{Digest(id)}";

    /// <summary>An id as a part of a document's name; case does not count.</summary>
    public static string Digest(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id.ToUpperInvariant())))[..Digits];
    }
}
