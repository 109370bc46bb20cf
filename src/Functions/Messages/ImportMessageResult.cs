using Functions.Input;
using Importer;

namespace Functions.Messages;

/// <summary>What a queue message says.</summary>
/// <param name="Request">The request, or null when the message is poison.</param>
/// <param name="RunId">The run's id, where one could be read.</param>
/// <param name="Faults">Why it is poison.</param>
internal sealed record ImportMessageResult(ReconcileRequest? Request, string? RunId, IReadOnlyList<FieldFault> Faults);
