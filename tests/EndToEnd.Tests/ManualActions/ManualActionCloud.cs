namespace EndToEnd.Tests.ManualActions;

/// <summary>A cloud where people adopt, detach and restore, with a product and a limit that must survive it.</summary>
public sealed class ManualActionCloud()
    : CloudFixture(
        new Dictionary<string, string>
        {
            ["Importer__Defaults__Products__0"] = "ai-team",
            ["Importer__Defaults__Policies__RateLimit__Calls"] = "1000",
            ["Importer__Defaults__Policies__RateLimit__RenewalPeriodSeconds"] = "60",
            ["Importer__Deletion__MaxShare"] = "1",
            ["Importer__Health__ReadyWithin"] = "00:00:10",
        }
    );

[CollectionDefinition(nameof(ManualActionCloud))]
public sealed class OnTheManualActionCloud : ICollectionFixture<ManualActionCloud>;
