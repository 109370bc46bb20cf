namespace Importer.Planning;

/// <summary>What the sweep over everything (<c>CheckDrift</c>) does about what it finds.</summary>
public enum DriftMode
{
    /// <summary>It makes what is missing, and reports everything else.</summary>
    Import,

    /// <summary>It reports everything and makes nothing.</summary>
    Report,

    /// <summary>It makes what is missing, and puts back what others changed.</summary>
    Repair,
}
