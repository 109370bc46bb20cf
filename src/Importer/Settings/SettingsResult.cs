namespace Importer.Settings;

/// <summary>The settings, or everything that is wrong with them.</summary>
/// <param name="Settings">The settings in their types; null when there is any fault.</param>
/// <param name="Faults">All faults at once, in the order of the documentation; empty when the settings are good.</param>
public sealed record SettingsResult(ImporterSettings? Settings, IReadOnlyList<SettingFault> Faults);
