namespace EndToEnd.Tests.Health;

[CollectionDefinition(nameof(HealthCloud))]
public sealed class OnTheHealthCloud : ICollectionFixture<HealthCloud>;
