namespace Importer.Reports;

/// <summary>What was done about a drift.</summary>
public enum DriftAction
{
    /// <summary>Told, and left as it is.</summary>
    Reported,

    /// <summary>Put right.</summary>
    Repaired,

    /// <summary>Left as it is on purpose.</summary>
    Ignored,
}
