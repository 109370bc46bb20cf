namespace LocalAzure.Compare;

/// <summary>One way in which the stand-in does not answer as recorded.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="Where">The status, a header's name or the path of a field.</param>
/// <param name="Recorded">What was recorded.</param>
/// <param name="Here">What LocalAzure answers.</param>
public sealed record Difference(DifferenceKind Kind, string Where, string Recorded, string Here)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Kind switch
        {
            DifferenceKind.Missing => $"{Where} is missing: recorded {Recorded}",
            DifferenceKind.Extra => $"{Where} was not recorded: LocalAzure answers {Here}",
            DifferenceKind.Order => $"{Where} is in another order: recorded {Recorded}, LocalAzure {Here}",
            DifferenceKind.Type => $"{Where} is of another type: recorded {Recorded}, LocalAzure {Here}",
            DifferenceKind.Case => $"{Where} differs in case: recorded {Recorded}, LocalAzure {Here}",
            _ => $"{Where} differs: recorded {Recorded}, LocalAzure {Here}",
        };
}

/// <summary>In which way an answer differs.</summary>
public enum DifferenceKind
{
    /// <summary>Another HTTP status.</summary>
    Status,

    /// <summary>Recorded, and not answered here.</summary>
    Missing,

    /// <summary>Answered here, and not recorded.</summary>
    Extra,

    /// <summary>Another type of JSON.</summary>
    Type,

    /// <summary>The same letters in another case.</summary>
    Case,

    /// <summary>The same items in another order.</summary>
    Order,

    /// <summary>Another value.</summary>
    Value,
}
