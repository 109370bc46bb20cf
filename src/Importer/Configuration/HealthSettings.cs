namespace Importer.Configuration;

/// <summary>What test calls may cost.</summary>
public sealed record HealthSettings
{
    /// <summary>Tokens a day, over all test calls.</summary>
    public int TokensPerDay { get; init; } = 20_000;

    /// <summary>Calls a day.</summary>
    public int CallsPerDay { get; init; } = 5_000;

    /// <summary>Whether image models are tested; each picture costs.</summary>
    public bool Images { get; init; }

    /// <summary>How long a test call may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many test calls run at once.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>The id of the subscription that test calls use where settings name none.</summary>
    public const string UsualSubscription = "foundry-importer-tests";

    /// <summary>
    /// The API Management subscription whose key opens the APIs under test: one whose scope is a product that they are in. The
    /// built-in <c>master</c> would do, and opens every API of the service besides.
    /// </summary>
    public string Subscription { get; init; } = UsualSubscription;

    /// <summary>How long a run waits for fresh APIs to answer before it calls them pending.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a deployment or API counts as fresh: what it refuses meanwhile is pending and not unhealthy.</summary>
    public TimeSpan FreshFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many days of checks are kept; older ones are removed with the first round of a day.</summary>
    public int HistoryDays { get; init; } = 90;
}
