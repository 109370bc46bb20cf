using Importer.Gateway;

namespace Importer.Health;

/// <summary>A resource behind an API that is not as designed.</summary>
/// <param name="Key">Which.</param>
/// <param name="Change">What would put it right: create it, update it, delete it.</param>
/// <param name="Differences">Which fields differ.</param>
public sealed record GatewayDeviation(ResourceKey Key, ChangeKind Change, IReadOnlyList<FieldDifference> Differences)
{
    /// <inheritdoc/>
    public override string ToString() => Change switch
    {
        ChangeKind.Create => $"{Key} is not there",
        ChangeKind.Delete => $"{Key} should not be there",
        _ => $"{Key}: {string.Join("; ", Differences.Take(3).Select(difference => $"{difference.Field} is {difference.Actual ?? "absent"}, designed {difference.Expected ?? "absent"}"))}",
    };
}
