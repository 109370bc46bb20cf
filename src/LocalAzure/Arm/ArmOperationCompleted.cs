namespace LocalAzure.Arm;

/// <summary>
/// One management operation that ended well: raised once per PUT, PATCH or DELETE, for a long-running one at its end.
/// </summary>
public sealed record ArmOperationCompleted
{
    /// <summary>The id of the resource written or deleted.</summary>
    public required string Subject { get; init; }

    /// <summary>For example <c>Microsoft.CognitiveServices/accounts/deployments/write</c>.</summary>
    public required string OperationName { get; init; }

    /// <summary>The HTTP method of the request.</summary>
    public required string Method { get; init; }

    public required string CorrelationId { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>True when the request changed something that was there before.</summary>
    public bool Existed { get; init; }
}
