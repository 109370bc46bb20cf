namespace LocalAzure.Gateway.Expressions;

/// <summary>An expression that was well formed and failed on this request, for example on a null.</summary>
internal sealed class ExpressionFailure(string message) : Exception(message);
