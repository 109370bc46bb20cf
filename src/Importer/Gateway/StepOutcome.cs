namespace Importer.Gateway;

/// <summary>What came of a step.</summary>
public enum StepOutcome
{
    /// <summary>It was carried out.</summary>
    Done,

    /// <summary>It would be carried out.</summary>
    Planned,

    /// <summary>It was tried and did not succeed.</summary>
    Failed,

    /// <summary>It was not tried, because what it needs is not there.</summary>
    HeldBack,
}
