namespace LocalAzure.Gateway.Documents;

/// <summary>One thing wrong with a policy document, worded for the <c>details</c> of a ValidationError.</summary>
/// <param name="Element">The element at fault.</param>
/// <param name="Line">One-based.</param>
/// <param name="Column">One-based.</param>
/// <param name="Reason">What is wrong and what would be right.</param>
public sealed record PolicyFault(string Element, int Line, int Column, string Reason)
{
    /// <summary>The sentence as the service words it.</summary>
    public string Message => $"Error in element '{Element}' on line {Line}, column {Column}: {Reason}";
}
