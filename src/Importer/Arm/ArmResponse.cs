using System.Text.Json;

namespace Importer.Arm;

/// <summary>An answer of Resource Manager.</summary>
public sealed record ArmResponse
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The body; of kind Undefined when there is none or it is not JSON.</summary>
    public JsonElement Body { get; init; }

    /// <summary>The entity tag; null when the service gives none.</summary>
    public string? ETag { get; init; }

    /// <summary>The error; null on success.</summary>
    public ArmError? Error { get; init; }

    /// <summary>False for a 404 with Resource Manager's own error; any other 404 is a failed call.</summary>
    public bool Found => Status != 404;

    /// <summary>True when there is a body that is not JSON.</summary>
    internal bool IsMalformed { get; init; }

    internal string? RequestId { get; init; }

    internal string? Location { get; init; }

    internal string? AsyncOperation { get; init; }

    internal TimeSpan? RetryAfter { get; init; }
}
