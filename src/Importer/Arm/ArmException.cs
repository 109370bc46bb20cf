namespace Importer.Arm;

/// <summary>A call to Resource Manager that did not succeed. The message is fit for a report: no token, key or body is in it.</summary>
/// <param name="call">The method and path of the call.</param>
/// <param name="status">The HTTP status; 0 when there was no answer; below 400 when a long-running operation failed.</param>
/// <param name="error">The error in the service's words.</param>
/// <param name="inner">What went wrong underneath, if anything did.</param>
public sealed class ArmException(ArmCall call, int status, ArmError error, Exception? inner = null)
    : Exception(ArmErrors.Sentence(call, status, error), inner)
{
    /// <summary>The method and path of the call.</summary>
    public ArmCall Call { get; } = call;

    /// <summary>The HTTP status; 0 when there was no answer; below 400 when a long-running operation failed.</summary>
    public int Status { get; } = status;

    /// <summary>The service's code; empty when the answer had none.</summary>
    public string Code { get; } = error.Code;

    /// <summary>The details, in the service's order.</summary>
    public IReadOnlyList<ArmErrorDetail> Details { get; } = error.Details;

    /// <summary>The id under which the service's support finds the call; null when there was no answer.</summary>
    public string? RequestId { get; init; }

    /// <summary>What it means.</summary>
    public ArmErrorKind Kind { get; } = ArmErrors.Classify(status, error);
}
