namespace LocalAzure.Gateway;

/// <summary>A request that ends in the on-error section, and the answer the caller gets unless a policy there writes another.</summary>
internal sealed class GatewayException(int status, string source, string reason, string message, string? detail = null) : Exception(message)
{
    /// <summary>No breaker lets the call through; the service's own word is not known.</summary>
    public const string CircuitOpen = "BackendCircuitOpen";

    public int Status { get; } = status;

    /// <summary>The part that failed, as in <c>LastError.Source</c>.</summary>
    public string Part { get; } = source;

    public string Reason { get; } = reason;

    /// <summary>What <c>LastError.Message</c> says when the caller is told less.</summary>
    public string Detail { get; } = detail ?? message;

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The gateway's own 500: the caller learns nothing but an id.</summary>
    public static GatewayException Internal(string source, string reason, string detail) =>
        new(StatusCodes.Status500InternalServerError, source, reason, "Internal server error", detail);
}
