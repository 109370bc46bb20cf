namespace LocalAzure.Gateway.Documents;

/// <summary>One attribute of a policy element, as its reference page describes it.</summary>
internal sealed record AttributeShape(string Name, ValueKind Kind = ValueKind.Text)
{
    public bool Required { get; init; }

    /// <summary>Whether <c>@(…)</c> may stand here.</summary>
    public bool Expression { get; init; }

    /// <summary>The allowed words; empty for any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public double? Min { get; init; }

    public double? Max { get; init; }
}
