using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Importer.Storage;

namespace Importer.Reports;

/// <summary>
/// The withdrawals to come, one document an API under <c>withdrawals/</c>, so that they outlive a restart and hold for all instances.
/// </summary>
internal sealed class WithdrawalRecords(IDocumentStore store)
{
    private const string Folder = "withdrawals/";

    /// <summary>Every withdrawal to come, by API id.</summary>
    /// <exception cref="DocumentStoreException">They could not be read.</exception>
    public Task<IReadOnlyDictionary<string, PendingWithdrawal>> ListAsync(CancellationToken cancellationToken) =>
        ApiDocuments.ListAsync(
            store,
            Folder,
            ReportJson.Default.PendingWithdrawal,
            pending => pending.Source is null ? null : pending.Api,
            cancellationToken
        );

    /// <summary>
    /// Notes a withdrawal to come; what another instance noted meanwhile stays. Over one of another source, or one that is damaged, it is
    /// written.
    /// </summary>
    /// <exception cref="DocumentStoreException">It could not be noted.</exception>
    public async Task NoteAsync(PendingWithdrawal pending, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pending);
        var there = await store.ReadAsync(NameOf(pending.Api), cancellationToken);
        var earlier = StoredJson.Read(there, ReportJson.Default.PendingWithdrawal);
        if (earlier is null || !string.Equals(earlier.Source, pending.Source, StringComparison.OrdinalIgnoreCase))
        {
            await store.WriteAsync(
                NameOf(pending.Api),
                StoredJson.Write(pending, ReportJson.Readable.PendingWithdrawal),
                "application/json",
                there?.ETag ?? "",
                cancellationToken
            );
        }
    }

    /// <summary>Calls a withdrawal off, or ends it; one that is not there is no error.</summary>
    /// <exception cref="DocumentStoreException">It could not be removed.</exception>
    public Task RemoveAsync(string api, CancellationToken cancellationToken) => store.DeleteAsync(NameOf(api), cancellationToken);

    private static string NameOf(string api) => ApiDocuments.NameOf(Folder, api);
}

/// <summary>Documents that are kept for an API, one each.</summary>
internal static class ApiDocuments
{
    /// <summary>
    /// Every document of a folder by its API's id; one that is damaged, or that another name would belong to, counts for nothing.
    /// </summary>
    /// <param name="store">Where they are kept.</param>
    /// <param name="folder">Their folder.</param>
    /// <param name="type">What they hold.</param>
    /// <param name="apiOf">The API of one; null when it says none, or lacks what it must have.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DocumentStoreException">They could not be read.</exception>
    public static async Task<IReadOnlyDictionary<string, T>> ListAsync<T>(
        IDocumentStore store,
        string folder,
        JsonTypeInfo<T> type,
        Func<T, string?> apiOf,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var found = new SortedDictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in (await store.ListAsync(folder, cancellationToken)).Where(DocumentName.IsOne))
        {
            if (
                StoredJson.Read(await store.ReadAsync(name, cancellationToken), type) is { } one
                && apiOf(one) is { } api
                && NameOf(folder, api) == name
            )
            {
                found[api] = one;
            }
        }

        return found;
    }

    // Ids of adopted APIs may hold what names of documents may not.
    public static string NameOf(string folder, string api) =>
        api.All(one => char.IsAsciiLetterOrDigit(one) || one == '-')
            ? $"{folder}{api.ToLowerInvariant()}.json"
            : $"{folder}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(api.ToLowerInvariant())))[..32]}.json";
}

/// <summary>An API whose last deployment went, kept in the report store until the API is withdrawn or a deployment is back.</summary>
/// <param name="Api">The API's id.</param>
/// <param name="Source">The account or deployment that it was made for.</param>
/// <param name="Since">When a run first found that nothing stands behind it any more (UTC).</param>
/// <param name="LeavesAt">When it was to be withdrawn, by the settings of that run (UTC); what counts is <paramref name="Since"/>.</param>
/// <param name="RunId">The run that found it.</param>
public sealed record PendingWithdrawal(string Api, string Source, DateTimeOffset Since, DateTimeOffset LeavesAt, string RunId);
