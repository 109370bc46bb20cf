using Importer.Storage;

namespace Importer.Reports;

/// <summary>
/// The APIs that are withheld or made without a policy, one document an API under <c>lacks/</c>: when the service can hold
/// what was lacking, a sweep makes them whole though it leaves other differences to people.
/// </summary>
internal sealed class LackRecords(IDocumentStore store)
{
    private const string Folder = "lacks/";

    /// <summary>Every API that was found to lack something, by its id.</summary>
    /// <exception cref="DocumentStoreException">They could not be read.</exception>
    public Task<IReadOnlyDictionary<string, LackingApi>> ListAsync(CancellationToken cancellationToken) =>
        ApiDocuments.ListAsync(store, Folder, ReportJson.Default.LackingApi, lacking => lacking.Api, cancellationToken);

    /// <summary>Notes an API that lacks something.</summary>
    /// <exception cref="DocumentStoreException">It could not be noted.</exception>
    public Task NoteAsync(LackingApi lacking, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lacking);
        return store.WriteAsync(
            NameOf(lacking.Api),
            StoredJson.Write(lacking, ReportJson.Readable.LackingApi),
            "application/json",
            null,
            cancellationToken
        );
    }

    /// <summary>Forgets an API that is whole, or not designed any more; one that is not there is no error.</summary>
    /// <exception cref="DocumentStoreException">It could not be removed.</exception>
    public Task RemoveAsync(string api, CancellationToken cancellationToken) => store.DeleteAsync(NameOf(api), cancellationToken);

    private static string NameOf(string api) => ApiDocuments.NameOf(Folder, api);
}

/// <summary>An API that lacks something, kept in the report store until it is whole.</summary>
/// <param name="Api">The API's id.</param>
/// <param name="Since">When a run first found it so (UTC).</param>
/// <param name="RunId">The run that found it.</param>
public sealed record LackingApi(string Api, DateTimeOffset Since, string RunId);
