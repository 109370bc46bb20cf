namespace LocalAzure.FunctionsHost;

/// <summary>The part of local.settings.json that becomes app settings.</summary>
internal sealed record SettingsFile
{
    public bool IsEncrypted { get; init; }

    public Dictionary<string, string>? Values { get; init; }
}
