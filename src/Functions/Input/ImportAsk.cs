using System.Globalization;
using Functions.Scopes;
using Importer;

namespace Functions.Input;

/// <summary>What <c>POST /api/import</c> asks.</summary>
/// <param name="Request">The request.</param>
/// <param name="Wait">How long the caller waits for its end; null for not at all.</param>
/// <param name="Faults">Why it is refused; nothing may be done then.</param>
internal sealed record ImportAsk(ReconcileRequest Request, TimeSpan? Wait, IReadOnlyList<FieldFault> Faults)
{
    private const int MostSeconds = 120;

    /// <summary>Reads body and query; every fault is told at once.</summary>
    public static ImportAsk Read(HttpIn http, ScopeFence fence, TimeProvider clock)
    {
        var fields = Fields.Open(http.BodyFault is null ? http.Body ?? "{}" : "{}", "body");
        var request = new ReconcileRequest
        {
            RunId = RunId.Mint(clock),
            Reason = RunReason.Manual,
            Scope = fields.Scope("scope", fence),
            Errand = ErrandInput.Read(fields, fence),
            Mode = fields.Word<RunMode>("mode") ?? RunMode.Apply,
            Insist = fields.Flag("insist") ?? false,
            ReceivedAt = clock.GetUtcNow(),
        };
        fields.RefuseUnknown();
        var wait = ReadWait(http, fields);
        return new ImportAsk(request, wait, [.. new[] { http.BodyFault }.OfType<FieldFault>(), .. fields.Faults, .. http.UnknownQuery("wait")]);
    }

    private static TimeSpan? ReadWait(HttpIn http, Fields fields)
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
