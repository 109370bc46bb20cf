namespace LocalAzure.Gateway.Documents;

/// <summary>What an element may hold: a policy itself or one of its parts.</summary>
internal sealed record ElementShape(string Name)
{
    public IReadOnlyList<AttributeShape> Attributes { get; init; } = [];

    /// <summary>Its own child elements; with <see cref="Policies"/> set, policies may stand here too.</summary>
    public IReadOnlyList<ElementShape> Elements { get; init; } = [];

    /// <summary>Whether it holds policies, as <c>when</c> and <c>retry</c> do.</summary>
    public bool Policies { get; init; }

    public TextRule Text { get; init; }

    /// <summary>How often it has to occur in its parent.</summary>
    public int Least { get; init; }

    /// <summary>How often it may occur in its parent.</summary>
    public int Most { get; init; } = int.MaxValue;
}
