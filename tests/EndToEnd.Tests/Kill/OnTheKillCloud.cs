namespace EndToEnd.Tests.Kill;

[CollectionDefinition(nameof(KillCloud))]
public sealed class OnTheKillCloud : ICollectionFixture<KillCloud>;
