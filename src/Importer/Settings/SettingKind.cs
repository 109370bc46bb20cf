namespace Importer.Settings;

/// <summary>The form that a setting takes.</summary>
internal enum SettingKind
{
    /// <summary>One text, number or flag.</summary>
    Value,

    /// <summary>An object with known names.</summary>
    Group,

    /// <summary>Either of the two.</summary>
    ValueOrGroup,

    /// <summary>A list of values.</summary>
    Values,

    /// <summary>One value or a list of them.</summary>
    ValueOrValues,

    /// <summary>A list of objects.</summary>
    Groups,

    /// <summary>An object with names of the user's own and a value each.</summary>
    Names,
}
