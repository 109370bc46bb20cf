namespace EndToEnd.Tests.Driving;

/// <summary>Classes that share a cloud run one after the other; each cloud costs seconds to start.</summary>
[CollectionDefinition(nameof(PlainCloud))]
public sealed class OnThePlainCloud : ICollectionFixture<PlainCloud>;

[CollectionDefinition(nameof(DisturbedCloud))]
public sealed class OnTheDisturbedCloud : ICollectionFixture<DisturbedCloud>;

[CollectionDefinition(nameof(ConfiguredCloud))]
public sealed class OnTheConfiguredCloud : ICollectionFixture<ConfiguredCloud>;

[CollectionDefinition(nameof(MisdirectedCloud))]
public sealed class OnTheMisdirectedCloud : ICollectionFixture<MisdirectedCloud>;
