using System.Globalization;
using Functions.Http;
using Importer.Runs;
using Importer.Snapshots;
using Importer.Storage;

namespace Functions.Input;

/// <summary>What <c>POST /api/import</c> asks for.</summary>
/// <param name="Request">The request.</param>
/// <param name="Wait">How long the caller waits for its end; null for not at all.</param>
/// <param name="Faults">Why it is refused; nothing may be done then.</param>
internal sealed record ImportRequest(ReconcileRequest Request, TimeSpan? Wait, IReadOnlyList<FieldFault> Faults);

/// <summary>Reads what <c>POST /api/import</c> asks for, and looks whether what it names is there.</summary>
internal sealed class ImportRequestReader(ScopeValidator scopes, IDocumentStore store, TimeProvider clock)
{
    private const int MostSeconds = 120;

    /// <summary>Reads body and query; every fault is told at once.</summary>
    public ImportRequest Read(HttpInput http)
    {
        var fields = JsonObjectReader.Open(http.BodyFault is null ? http.Body ?? "{}" : "{}", "body");
        var request = new ReconcileRequest
        {
            RunId = RunId.Mint(clock),
            Reason = RunReason.Manual,
            Scope = fields.Scope("scope", scopes),
            ManualAction = ManualActionInput.Read(fields, scopes),
            Mode = fields.Word<RunMode>("mode") ?? RunMode.Apply,
            Insist = fields.Flag("insist") ?? false,
            ReceivedAt = clock.GetUtcNow(),
        };
        fields.RefuseUnknown();
        var wait = ReadWait(http, fields);
        return new ImportRequest(
            request,
            wait,
            [.. new[] { http.BodyFault }.OfType<FieldFault>(), .. fields.Faults, .. http.UnknownQuery("wait")]
        );
    }

    /// <summary>False when a run is to be undone that saved nothing.</summary>
    /// <exception cref="DocumentStoreException">The store is away.</exception>
    public async Task<bool> HasSnapshotAsync(ReconcileRequest request, CancellationToken cancellationToken) =>
        request.ManualAction is not { Kind: ManualActionKind.Restore, Target: var run }
        || await SnapshotStore.HasAnyAsync(store, run, cancellationToken);

    private static TimeSpan? ReadWait(HttpInput http, JsonObjectReader fields)
    {
        if (!http.Query.TryGetValue("wait", out var text))
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MostSeconds)
        {
            return seconds == 0 ? null : TimeSpan.FromSeconds(seconds);
        }

        fields.Fault("wait", $"must be whole seconds from 0 to {MostSeconds}");
        return null;
    }
}
