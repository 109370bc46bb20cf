using Importer.Resources;

namespace Importer.Configuration;

/// <summary>All settings, checked and in their types. Read once at start.</summary>
public sealed record ImporterSettings
{
    /// <summary>The API Management service that APIs are registered in.</summary>
    public required ResourceId ServiceId { get; init; }

    /// <summary>Subscriptions, resource groups and accounts that are looked at.</summary>
    public required IReadOnlyList<ResourceId> Scopes { get; init; }

    /// <summary>Resource Manager's address; plain http only on the loopback.</summary>
    public Uri ArmEndpoint { get; init; } = new("https://management.azure.com");

    /// <summary>The audience of Resource Manager's tokens.</summary>
    public string ArmAudience { get; init; } = "https://management.azure.com";

    /// <summary>The tag that leaves an account or deployment out, as <c>name=value</c>.</summary>
    public string OptOutTag { get; init; } = "apim-import=off";

    /// <summary>
    /// Hosts that backends may point at besides those of Foundry accounts: <c>models.contoso.example</c>, or <c>*.contoso.example</c> for
    /// all below it.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>What holds unless a rule says otherwise.</summary>
    public ApiProfile Defaults { get; init; } = new();

    /// <summary>What holds for some, in order.</summary>
    public IReadOnlyList<ProfileRule> Rules { get; init; } = [];

    /// <summary>One address over many accounts each.</summary>
    public IReadOnlyList<FleetSettings> Fleets { get; init; } = [];

    /// <summary>How much may be withdrawn.</summary>
    public DeletionRules Deletion { get; init; } = new();

    /// <summary>What the sweep over everything does about what it finds.</summary>
    public DriftMode Drift { get; init; } = DriftMode.Import;

    /// <summary>A container's URL (https, or http on the loopback) or a folder's path.</summary>
    public required string ReportsContainer { get; init; }

    /// <summary>Where people read the runbook (docs/operations.md): what the report links to; null for no links.</summary>
    public Uri? Runbook { get; init; }

    /// <summary>
    /// The secret that binds ownership tags to their resources, 32 bytes; null for the one that the report store keeps.
    /// </summary>
    public ReadOnlyMemory<byte>? OwnershipKey { get; init; }

    /// <summary>What is allowed and may surprise: sentences to tell at start.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What test calls may cost.</summary>
    public HealthSettings Health { get; init; } = new();

    /// <summary>What deployments may be.</summary>
    public ComplianceSettings Compliance { get; init; } = new();

    /// <summary>Whether and when people are told what is ahead.</summary>
    public LifecycleSettings Lifecycle { get; init; } = new();

    /// <summary>Whom to tell.</summary>
    public IReadOnlyList<WebhookSettings> Webhooks { get; init; } = [];
}

/// <summary>How much may be withdrawn in one run without a person insisting.</summary>
public sealed record DeletionRules
{
    /// <summary>False keeps every API (setting <c>Deletion.Mode</c> is <c>Keep</c>).</summary>
    public bool Allowed { get; init; } = true;

    /// <summary>How long an API stays after its last deployment went; zero withdraws it at once.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The largest share of the APIs we own that one plan may delete, 0 to 1.</summary>
    public double MaxShare { get; init; } = 0.3;

    /// <summary>Fewer deletions than this are never refused.</summary>
    public int MinCount { get; init; } = 3;
}

/// <summary>What the sweep over everything (<c>CheckDrift</c>) does about what it finds.</summary>
public enum DriftMode
{
    /// <summary>It makes what is missing, and reports everything else.</summary>
    Import,

    /// <summary>It reports everything and makes nothing.</summary>
    Report,

    /// <summary>It makes what is missing, and puts back what others changed.</summary>
    Repair,
}

/// <summary>Somebody to tell.</summary>
public sealed record WebhookSettings
{
    /// <summary>Where to post; a secret, never printed.</summary>
    public required Uri Url { get; init; }

    /// <summary>True for an adaptive card, false for plain JSON.</summary>
    public bool AdaptiveCard { get; init; } = true;

    /// <summary>True to tell each time, false to tell only changes of state.</summary>
    public bool Always { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"webhook at {Url.Host}";
}
