using System.Security.Cryptography;
using System.Text;

namespace Importer.Reports;

/// <summary>The withdrawals to come, one document an API under <c>withdrawals/</c>, so that they outlive a restart and hold for all instances.</summary>
public sealed class WithdrawalRecords(IReportStore store)
{
    private const string Folder = "withdrawals/";

    /// <summary>Every withdrawal to come, by API id.</summary>
    /// <exception cref="ReportStoreException">They could not be read.</exception>
    public async Task<IReadOnlyDictionary<string, PendingWithdrawal>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<string, PendingWithdrawal>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in await store.ListAsync(Folder, cancellationToken))
        {
            // One that is damaged counts for nothing: the API's time begins anew.
            if (StoredJson.Read(await store.ReadAsync(name, cancellationToken), ReportJson.Default.PendingWithdrawal) is { } pending && NameOf(pending.Api) == name)
            {
                found[pending.Api] = pending;
            }
        }

        return found;
    }

    /// <summary>Notes a withdrawal to come; what another instance noted meanwhile stays. Over one of another source, or one that is damaged, it is written.</summary>
    /// <exception cref="ReportStoreException">It could not be noted.</exception>
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
    /// <exception cref="ReportStoreException">It could not be removed.</exception>
    public Task RemoveAsync(string api, CancellationToken cancellationToken) => store.DeleteAsync(NameOf(api), cancellationToken);

    // Ids of adopted APIs may hold what names of documents may not.
    private static string NameOf(string api) => api.All(one => char.IsAsciiLetterOrDigit(one) || one == '-')
        ? $"{Folder}{api.ToLowerInvariant()}.json"
        : $"{Folder}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(api.ToLowerInvariant())))[..32]}.json";
}
