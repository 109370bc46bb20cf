namespace Importer.Arm;

/// <summary>What a failed call means for the one who made it.</summary>
public enum ArmErrorKind
{
    /// <summary>The service refuses it for good.</summary>
    Permanent,

    /// <summary>The resource is not the one the condition named.</summary>
    Changed,

    /// <summary>Another write to the same resource is under way; a matter of seconds.</summary>
    Busy,

    /// <summary>Throttled, locked or away; a matter of minutes.</summary>
    Later,

    /// <summary>What was to be made is there.</summary>
    AlreadyThere,

    /// <summary>What was named, or what holds it, is not there.</summary>
    Gone,
}
