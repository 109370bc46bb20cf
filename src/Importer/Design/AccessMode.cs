namespace Importer.Design;

/// <summary>What to do about the gateway's role on an account.</summary>
public enum AccessMode
{
    /// <summary>Grant it when it is missing.</summary>
    Ensure,

    /// <summary>Only report that it is missing.</summary>
    Check,
}
