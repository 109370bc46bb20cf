namespace EndToEnd.Tests.Drift;

/// <summary>One way in which people change what the importer made, by plain calls to Resource Manager.</summary>
/// <param name="Name">What they do.</param>
/// <param name="Calls">The calls, as <see cref="TamperingHand"/> takes them.</param>
/// <param name="Items">Every item that a check must find: <c>kind resource: field, field</c>.</param>
/// <param name="Writes">Every write of the repair.</param>
public sealed record Tampering(string Name, IReadOnlyList<string> Calls, IReadOnlyList<string> Items, IReadOnlyList<string> Writes)
{
    /// <summary>Calls that put things back where the importer must not.</summary>
    public IReadOnlyList<string> Undo { get; init; } = [];

    /// <summary>True where the repair cannot make what was there before to the letter, such as another identity.</summary>
    public bool LeavesTraces { get; init; }

    public override string ToString() => Name;
}
