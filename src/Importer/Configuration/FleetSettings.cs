namespace Importer.Configuration;

/// <summary>One address over many accounts: who joins it, under which names, and in which order members are called.</summary>
public sealed record FleetSettings
{
    /// <summary>What every id that the fleet owns begins with.</summary>
    public required string Name { get; init; }

    /// <summary>The first part of the path of its APIs, to which <c>/openai</c> and <c>/openai/v1</c> are added.</summary>
    public required string Path { get; init; }

    /// <summary>Who joins.</summary>
    public required RuleMatch Match { get; init; }

    /// <summary>The APIs that it has: Azure OpenAI, v1 or both.</summary>
    public IReadOnlyList<Deployments.Compatibility> Compatibility { get; init; } =
    [Deployments.Compatibility.AzureOpenAI, Deployments.Compatibility.AzureOpenAIV1];

    /// <summary>
    /// What a deployment is called by: <c>{model}</c>, <c>{model}-{version}</c>, <c>{deployment}</c> or <c>{tag:NAME}</c>.
    /// </summary>
    public string Alias { get; init; } = "{model}";

    /// <summary>Aliases besides, each with what may serve it in order of preference.</summary>
    public IReadOnlyList<NamedAlias> Aliases { get; init; } = [];

    /// <summary>Globs on SKU names; the order is the order in which members are called.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = ["*Provisioned*", "DataZone*", "Global*", "*"];

    /// <summary>Where an alias's prompts may be processed.</summary>
    public FleetBoundary Boundary { get; init; } = FleetBoundary.Zone;

    /// <summary>Regions, nearer first; those that are not named come last.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Whether members keep the APIs of their accounts.</summary>
    public bool AloneToo { get; init; } = true;

    /// <summary>The tag that takes a member out of its pools while it still stands, as <c>name=value</c>.</summary>
    public string DrainTag { get; init; } = "apim-drain=on";

    /// <summary>How a call that one member did not answer is tried with another.</summary>
    public FleetFailover Failover { get; init; } = new();

    /// <summary>What holds for the fleet's APIs: name, products, policies, …</summary>
    public ApiProfile Profile { get; init; } = new();

    /// <summary>The display name that the settings give; null for one that is made from the fleet's name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The description that the settings give; null for one that is made from the fleet's name.</summary>
    public string? Description { get; init; }
}

/// <summary>An alias that settings name.</summary>
/// <param name="Name">What callers use.</param>
/// <param name="Patterns">Globs on the other aliases, in order of preference: the first one with a live member serves.</param>
public sealed record NamedAlias(string Name, IReadOnlyList<string> Patterns);

/// <summary>Where prompts may be processed: an alias never leaves it.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/deployment-types</remarks>
public enum FleetBoundary
{
    /// <summary>Members of an alias may process prompts anywhere.</summary>
    Any,

    /// <summary>Once a member of an alias keeps prompts in a data zone or a region, all of them keep them in that zone.</summary>
    Zone,

    /// <summary>As <see cref="Zone"/>, and once a member keeps prompts in a region, all of them keep them in that region.</summary>
    Region,
}

/// <summary>How a call that one member did not answer is tried with another.</summary>
public sealed record FleetFailover
{
    /// <summary>How many further tries.</summary>
    public int Tries { get; init; } = 2;

    /// <summary>For how many seconds a member that failed is left alone, unless it says itself for how long.</summary>
    public int TripSeconds { get; init; } = 60;

    /// <summary>How many seconds the gateway waits for a member.</summary>
    public int TimeoutSeconds { get; init; } = 120;
}
