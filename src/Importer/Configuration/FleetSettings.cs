namespace Importer.Configuration;

/// <summary>One address over many accounts: who joins it, under which names, and in which order members are called.</summary>
public sealed record FleetSettings
{
    [Setting("What every id that the fleet owns begins with.", MaxLength = 20, Pattern = "^" + SettingForms.FleetName + "$")]
    public required string Name { get; init; }

    [Setting(
        "Path that its APIs begin with; the importer appends /openai and /openai/v1.",
        MaxLength = 300,
        Pattern = SettingForms.FleetPath,
        Not = SettingForms.NoBasePath
    )]
    public required string Path { get; init; }

    [Setting(RuleMatch.Text, MinCount = 1)]
    public required RuleMatch Match { get; init; }

    [Setting(
        "Its APIs: for clients of Azure OpenAI, of v1, or both.",
        MinCount = 1,
        Words = [nameof(Deployments.Compatibility.AzureOpenAI), nameof(Deployments.Compatibility.AzureOpenAIV1)]
    )]
    public IReadOnlyList<Deployments.Compatibility> Compatibility { get; init; } =
    [Deployments.Compatibility.AzureOpenAI, Deployments.Compatibility.AzureOpenAIV1];

    [Setting(
        "What callers name a deployment by: {model}, {model}-{version}, {deployment} or {tag:NAME}.",
        Pattern = SettingForms.AliasTemplate
    )]
    public string Alias { get; init; } = "{model}";

    [Setting(
        "Names besides, each with globs on the other aliases in order of preference: the first one with a live member serves.",
        NamePattern = "^(?=.{1,52}$)" + SettingForms.Alias + "$",
        MinCount = 1,
        Pattern = SettingForms.Glob,
        Example = """{ "chat": ["gpt-5*", "gpt-4o"] }"""
    )]
    public IReadOnlyList<NamedAlias> Aliases { get; init; } = [];

    [Setting("Globs on SKU names; the order is the order in which members are called.", MinCount = 1, Pattern = SettingForms.Glob)]
    public IReadOnlyList<string> Tiers { get; init; } = ["*Provisioned*", "DataZone*", "Global*", "*"];

    [Setting("Where an alias's prompts may be processed, once one of its members keeps them in a data zone or a region.")]
    public FleetBoundary Boundary { get; init; } = FleetBoundary.Zone;

    [Setting(
        "Azure regions, nearer first; those that are not named come last. Or such a list for each region of the gateway.",
        Pattern = "^" + SettingForms.Region + "$",
        NamePattern = "^" + SettingForms.Region + "$",
        ByName = true,
        MaxCount = GatewayRegion.Most,
        Example = """{ "westeurope": ["swedencentral", "westeurope"] }"""
    )]
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>
    /// The orders by the region of the gateway that a call comes through; through every other one <see cref="Regions"/> holds.
    /// </summary>
    public IReadOnlyList<GatewayRegion> GatewayRegions { get; init; } = [];

    [Setting("Whether members keep the APIs of their accounts.")]
    public bool AloneToo { get; init; } = true;

    [Setting("The tag that takes a member out of its pools while it still stands, as name=value.", Pattern = SettingForms.Tag)]
    public string DrainTag { get; init; } = "apim-drain=on";

    [Setting("How a call that one member did not answer is tried with another.")]
    public FleetFailover Failover { get; init; } = new();

    /// <summary>What holds for the fleet's APIs: name, products, policies, …</summary>
    [SettingsOf(typeof(ApiProfile), ForFleets = true)]
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

/// <summary>A region of the gateway with the order that holds for calls through it.</summary>
/// <param name="Name">The region, such as <c>westeurope</c>.</param>
/// <param name="Order">Regions of accounts, nearer first; those that are not named come last.</param>
public sealed record GatewayRegion(string Name, IReadOnlyList<string> Order)
{
    /// <summary>The most of them in one fleet: whenever a member joins or leaves, each is one more pool to write.</summary>
    internal const int Most = 16;
}

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
    [Setting("Further tries of one call; after a 500 or a time-out one.", Min = 1, Max = 10)]
    public int Tries { get; init; } = 5;

    [Setting("How many seconds a member that failed is left alone, unless it says so itself.", Min = 1, Max = 3600)]
    public int TripSeconds { get; init; } = 60;

    [Setting("How many seconds the gateway waits for a member.", Min = 1, Max = 240)]
    public int TimeoutSeconds { get; init; } = 120;
}
