namespace Importer.Policies;

/// <summary>How finely severity is graded.</summary>
public enum SeverityLevels
{
    /// <summary>0, 2, 4 and 6 (what API Management does when nothing is said).</summary>
    FourSeverityLevels,

    /// <summary>0 to 7.</summary>
    EightSeverityLevels,
}
