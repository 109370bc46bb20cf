namespace LocalAzure.FunctionsHost;

/// <summary>How an invocation ended: an answer whose outputs are written, or the error.</summary>
internal sealed record InvocationResult
{
    public HandlerAnswer? Answer { get; private init; }

    public string? Error { get; private init; }

    public bool IsSuccess => Error is null;

    public static InvocationResult Success(HandlerAnswer answer) => new() { Answer = answer };

    public static InvocationResult Failure(string error) => new() { Error = error };
}
