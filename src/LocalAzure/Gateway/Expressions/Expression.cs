namespace LocalAzure.Gateway.Expressions;

/// <summary>A compiled part of an expression: its static type and how to get its value for one request.</summary>
internal sealed record Expression(ExpressionType Type, Func<PolicyContext, object?> Evaluate)
{
    /// <summary>The value as a policy writes it into a header or a key; a null becomes the empty text.</summary>
    public string EvaluateText(PolicyContext context) => ExpressionValues.Text(Evaluate(context));
}
