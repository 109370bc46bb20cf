namespace EndToEnd.Tests.Settings;

[CollectionDefinition(nameof(SettingsCloud))]
public sealed class OnTheSettingsCloud : ICollectionFixture<SettingsCloud>;
