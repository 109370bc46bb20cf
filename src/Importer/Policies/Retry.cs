using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Runs its children, and again while a condition holds.
/// Source: https://learn.microsoft.com/azure/api-management/retry-policy
/// </summary>
internal sealed record Retry : PolicyElement
{
    /// <summary>True when the backend did not answer, gave up waiting, said too many requests, or failed by itself.</summary>
    public const string OnNoAnswerThrottledOrFailed =
        "@(context.Response == null || context.Response.StatusCode == 408 || context.Response.StatusCode == 429 || context.Response.StatusCode >= 500)";

    /// <summary>An expression; the children run again while it is true.</summary>
    public required string Condition { get; init; }

    /// <summary>How many further tries, 1 to 50.</summary>
    public required int Count { get; init; }

    /// <summary>Seconds between tries.</summary>
    public required int IntervalSeconds { get; init; }

    /// <summary>Seconds added to the wait after each try; null means an even wait.</summary>
    public int? DeltaSeconds { get; init; }

    /// <summary>The longest wait in seconds; with <see cref="DeltaSeconds"/> the wait grows exponentially up to it.</summary>
    public int? MaxIntervalSeconds { get; init; }

    /// <summary>Whether the first further try comes at once; null means no.</summary>
    public bool? FirstFastRetry { get; init; }

    /// <summary>What runs; at least one element.</summary>
    public required IReadOnlyList<PolicyElement> Children { get; init; }

    /// <inheritdoc/>
    public override string ElementName => "retry";

    /// <inheritdoc/>
    public override IReadOnlyList<PolicyElement> Inner => Children;

    /// <inheritdoc/>
    public override XElement ToXml()
    {
        if (Count is < 1 or > 50)
        {
            throw new InvalidOperationException("retry: Count lies between 1 and 50.");
        }

        var element = Element(
            ElementName,
            ("condition", Condition),
            ("count", Count),
            ("interval", IntervalSeconds),
            ("delta", DeltaSeconds),
            ("max-interval", MaxIntervalSeconds),
            ("first-fast-retry", FirstFastRetry)
        );
        element.Add(Children.Select(child => child.ToXml()));
        return element;
    }

    /// <inheritdoc/>
    public bool Equals(Retry? other) => SameXml(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => XmlHash(this);
}
