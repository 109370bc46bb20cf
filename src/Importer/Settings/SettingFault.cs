namespace Importer.Settings;

/// <summary>One thing wrong in the settings, with its way out.</summary>
/// <param name="Path">Where, such as <c>Importer:Defaults:BasePath</c>; as an app setting the colons are double underscores.</param>
/// <param name="Value">What stands there, fit to print: secrets are hidden; null when nothing does or it must not be shown.</param>
/// <param name="Message">What is wrong, and what to write instead.</param>
public sealed record SettingFault(string Path, string? Value, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Value is null ? $"{Path}: {Message}" : $"{Path} = '{Value}': {Message}";
}
