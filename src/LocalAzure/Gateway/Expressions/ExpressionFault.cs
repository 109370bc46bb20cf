namespace LocalAzure.Gateway.Expressions;

/// <summary>An expression that cannot be read, or that uses something outside the simulated part of the language.</summary>
internal sealed class ExpressionFault(string message, int position) : Exception(message)
{
    /// <summary>Zero-based offset in the expression's text.</summary>
    public int Position { get; } = position;
}
