using System.Security.Cryptography;
using System.Text;
using Importer.Storage;

namespace Importer.Reports;

/// <summary>The withdrawals to come, one document an API under <c>withdrawals/</c>, so that they outlive a restart and hold for all instances.</summary>
public sealed class WithdrawalRecords(IDocumentStore store)
{
    private const string Folder = "withdrawals/";

    /// <summary>Every withdrawal to come, by API id.</summary>
    /// <exception cref="DocumentStoreException">They could not be read.</exception>
    public async Task<IReadOnlyDictionary<string, PendingWithdrawal>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<string, PendingWithdrawal>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in (await store.ListAsync(Folder, cancellationToken)).Where(DocumentName.IsOne))
        {
            // One that is damaged counts for nothing: the API's time begins anew.
            if (StoredJson.Read(await store.ReadAsync(name, cancellationToken), ReportJson.Default.PendingWithdrawal) is { Api: not null, Source: not null } pending && NameOf(pending.Api) == name)
            {
                found[pending.Api] = pending;
            }
        }

        return found;
    }

    /// <summary>Notes a withdrawal to come; what another instance noted meanwhile stays. Over one of another source, or one that is damaged, it is written.</summary>
    /// <exception cref="DocumentStoreException">It could not be noted.</exception>
    public async Task NoteAsync(PendingWithdrawal pending, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pending);
        var there = await store.ReadAsync(NameOf(pending.Api), cancellationToken);
        var earlier = StoredJson.Read(there, ReportJson.Default.PendingWithdrawal);
        if (earlier is null || !string.Equals(earlier.Source, pending.Source, StringComparison.OrdinalIgnoreCase))
        {
            await store.WriteAsync(NameOf(pending.Api), StoredJson.Write(pending, ReportJson.Readable.PendingWithdrawal), "application/json", there?.ETag ?? "", cancellationToken);
        }
    }

    /// <summary>Calls a withdrawal off, or ends it; one that is not there is no error.</summary>
    /// <exception cref="DocumentStoreException">It could not be removed.</exception>
    public Task RemoveAsync(string api, CancellationToken cancellationToken) => store.DeleteAsync(NameOf(api), cancellationToken);

    private static string NameOf(string api) => ApiDocuments.NameOf(Folder, api);
}

/// <summary>Names of documents that are kept for an API.</summary>
internal static class ApiDocuments
{
    // Ids of adopted APIs may hold what names of documents may not.
    public static string NameOf(string folder, string api) => api.All(one => char.IsAsciiLetterOrDigit(one) || one == '-')
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
