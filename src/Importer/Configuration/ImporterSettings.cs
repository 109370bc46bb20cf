using Importer.Resources;

namespace Importer.Configuration;

/// <summary>All settings, checked and in their types. Read once at start.</summary>
[SettingGroup("ApiManagement", "The service that APIs are registered in.")]
[SettingGroup("Arm", "Azure Resource Manager.")]
[SettingGroup("Discovery", "Where deployments are looked for.")]
[SettingGroup("Drift", "What the sweep over everything does about what it finds.")]
[SettingGroup("Reports", "Where reports, run records and snapshots are kept.")]
[SettingGroup("Ownership", "How the importer knows what it made.")]
[SettingGroup("Notify", "Whom to tell.")]
public sealed record ImporterSettings
{
    [Setting(
        "Id of the API Management service. Required.",
        At = "ApiManagement.ServiceId",
        ByAppSetting = true,
        Pattern = SettingForms.ServiceId,
        Example = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim"
    )]
    public required ResourceId ServiceId { get; init; }

    [Setting(
        "Address of Azure Resource Manager in your cloud; plain http only on the loopback.",
        At = "Arm.Endpoint",
        Pattern = SettingForms.Origin,
        Example = "https://management.usgovcloudapi.net"
    )]
    public Uri ArmEndpoint { get; init; } = new("https://management.azure.com");

    [Setting("Audience of its tokens. Default: the endpoint of the cloud.", At = "Arm.Audience", Pattern = SettingForms.Audience)]
    public string ArmAudience { get; init; } = "https://management.azure.com";

    [Setting(
        "Ids of subscriptions, resource groups or Foundry accounts. Required. A scope that another one covers is folded into it.",
        At = "Discovery.Scopes",
        ByAppSetting = true,
        MinCount = 1,
        Pattern = SettingForms.Scope,
        Example = """["/subscriptions/00000000-0000-0000-0000-000000000001"]"""
    )]
    public required IReadOnlyList<ResourceId> Scopes { get; init; }

    [Setting(
        "Tag, as name=value (globs allowed), that keeps an account or a deployment out. An empty text switches this off.",
        At = "Discovery.OptOutTag",
        MinLength = 0,
        Pattern = SettingForms.OptOutTag
    )]
    public string OptOutTag { get; init; } = "apim-import=off";

    [Setting(
        "Hosts that backends may point at besides those of Foundry accounts in this cloud: models.contoso.example, or *.contoso.example for every host below it.",
        At = "Discovery.AllowedHosts",
        Pattern = "^" + SettingForms.Host + "$",
        Example = """["models.contoso.example", "*.contoso.example"]"""
    )]
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    [Setting("What holds for every deployment unless a rule says otherwise.")]
    public ApiProfile Defaults { get; init; } = new();

    [Setting("What holds for some deployments. For each field the first rule that matches and sets it wins.", MinCount = 2)]
    public IReadOnlyList<ProfileRule> Rules { get; init; } = [];

    [Setting(
        "One address over many accounts each: callers name a model, and the gateway calls one of the deployments that hold it.",
        Example = """[{ "Name": "ai", "Path": "ai", "Match": { "Account": "contoso-*" } }]"""
    )]
    public IReadOnlyList<FleetSettings> Fleets { get; init; } = [];

    [Setting("How much may be withdrawn.")]
    public DeletionRules Deletion { get; init; } = new();

    [Setting(
        "Import makes what is missing and reports the rest; Report only reports; Repair also puts back what others changed.",
        At = "Drift.Mode"
    )]
    public DriftMode Drift { get; init; } = DriftMode.Import;

    [Setting(
        "Address of a blob container (https, or http on the loopback), or a folder's path. Required.",
        At = "Reports.Container",
        ByAppSetting = true,
        Pattern = SettingForms.Container,
        Example = "https://contosoreports.blob.core.windows.net/reports"
    )]
    public required string ReportsContainer { get; init; }

    [Setting(
        "Where your people read docs/operations.md (https): the report links to its sections. Default: no links, the sections are named.",
        At = "Reports.Runbook",
        Pattern = SettingForms.Address,
        Example = "https://wiki.contoso.example/importer/operations.md"
    )]
    public Uri? Runbook { get; init; }

    /// <summary>
    /// The secret that binds ownership tags to their resources, 32 bytes; null for the one that the report store keeps.
    /// </summary>
    [Setting(
        "Secret of 32 characters or more that binds ownership tags to their resources; an app setting with a Key Vault reference. Without it the importer makes one and keeps it in Reports.Container.",
        At = "Ownership.Key",
        MinLength = 32
    )]
    public ReadOnlyMemory<byte>? OwnershipKey { get; init; }

    [Setting("What test calls may cost.")]
    public HealthSettings Health { get; init; } = new();

    [Setting("What deployments may be, by the rules of the company. An empty list allows everything.")]
    public ComplianceSettings Compliance { get; init; } = new();

    [Setting("Whether and when people are told what is ahead of deployments.")]
    public LifecycleSettings Lifecycle { get; init; } = new();

    [Setting("Addresses to post to.", At = "Notify.Webhooks")]
    public IReadOnlyList<WebhookSettings> Webhooks { get; init; } = [];

    /// <summary>What is allowed and may surprise: sentences to tell at start.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>How much may be withdrawn in one run without a person insisting.</summary>
public sealed record DeletionRules
{
    /// <summary>False keeps every API.</summary>
    [Setting("Keep withdraws no API and no fleet.", At = "Mode", Words = ["Delete", "Keep"], Default = "\"Delete\"")]
    public bool Allowed { get; init; } = true;

    [Setting(
        "How long an API stays after its last deployment went, at most 30 days; 00:00:00 withdraws it at once. As [d.]hh:mm:ss or in seconds.",
        Min = 0,
        Max = 30 * 86_400
    )]
    public TimeSpan After { get; init; } = TimeSpan.FromHours(1);

    [Setting("Largest share of the importer's APIs that one plan may delete.", Min = 0, Max = 1)]
    public double MaxShare { get; init; } = 0.3;

    [Setting("Fewer deletions than this are never refused.", Min = 1)]
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

/// <summary>What test calls may cost.</summary>
public sealed record HealthSettings
{
    /// <summary>The id of the subscription that test calls use where settings name none.</summary>
    public const string UsualSubscription = "foundry-importer-tests";

    [Setting("Tokens a day over all test calls; 0 for none.", Min = 0)]
    public int TokensPerDay { get; init; } = 20_000;

    [Setting("Calls a day; 0 for none.", Min = 0)]
    public int CallsPerDay { get; init; } = 5_000;

    [Setting("Whether image models are tested; each picture costs.")]
    public bool Images { get; init; }

    [Setting("How long a test call may take, at most four minutes. As hh:mm:ss or in seconds.", Min = 1, Max = 240)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    [Setting("How many test calls run at once.", Min = 1, Max = 64)]
    public int Concurrency { get; init; } = 4;

    /// <summary>
    /// The API Management subscription whose key opens the APIs under test: one whose scope is a product that they are in. The
    /// built-in <c>master</c> would do, and opens every API of the service besides.
    /// </summary>
    [Setting("Id of the API Management subscription whose key opens the APIs.", Pattern = SettingForms.Id, MaxLength = 256)]
    public string Subscription { get; init; } = UsualSubscription;

    [Setting("How long a run waits for fresh APIs to answer, at most eight minutes. As hh:mm:ss or in seconds.", Min = 0, Max = 480)]
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(60);

    [Setting(
        "How long a new deployment or API counts as fresh, at most twelve hours: what it refuses meanwhile is pending and not unhealthy. As hh:mm:ss or in seconds.",
        Min = 0,
        Max = 43_200
    )]
    public TimeSpan FreshFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many days of checks are kept; older ones are removed with the first round of a day.</summary>
    [Setting("Days of checks that are kept for the report.", Min = 7, Max = 3650)]
    public int HistoryDays { get; init; } = 90;
}

/// <summary>What deployments may be, by the rules of the company. An empty list allows everything.</summary>
public sealed record ComplianceSettings
{
    [Setting("Names of content filters (responsible-AI policies) that are allowed, as globs.", Pattern = SettingForms.Glob)]
    public IReadOnlyList<string> RaiPolicies { get; init; } = [];

    [Setting("SKUs that are allowed, as globs.", Pattern = SettingForms.Glob, Example = """["*Standard"]""")]
    public IReadOnlyList<string> Skus { get; init; } = [];

    [Setting("Locations that are allowed, as globs.", Pattern = SettingForms.Glob)]
    public IReadOnlyList<string> Regions { get; init; } = [];

    [Setting("Models that are allowed, as globs.", Pattern = SettingForms.Glob)]
    public IReadOnlyList<string> Models { get; init; } = [];

    [Setting(
        "What becomes of what is outside: it is reported, APIs that reach it answer no call, or they answer only behind content safety."
    )]
    public ComplianceMode Mode { get; init; } = ComplianceMode.Report;
}

/// <summary>What becomes of a deployment that is outside of the rules of the company.</summary>
public enum ComplianceMode
{
    /// <summary>It is imported and reported.</summary>
    Report,

    /// <summary>No API that reaches it is published: a new one is not made, and one that is there answers no call.</summary>
    LeaveOut,

    /// <summary>An API that reaches it is published only with a content safety policy.</summary>
    RequireContentSafety,
}

/// <summary>Whether and when people are told what is ahead of deployments.</summary>
public sealed record LifecycleSettings
{
    [Setting("Reads the lists of models and quotas once a day for each location; takes a right that importing does not need.")]
    public bool Watch { get; init; }

    [Setting("Days before its day that a deployment is warned of.", Min = 1, Max = 3650)]
    public IReadOnlyList<int> WarnDays { get; init; } = [90, 30, 7];

    [Setting("A deployment that was made with fewer days left is not imported; 0 imports every one. Needs Watch.", Min = 0, Max = 3650)]
    public int RefuseNewDays { get; init; }
}

/// <summary>Somebody to tell.</summary>
public sealed record WebhookSettings
{
    [Setting(
        "The address; a secret, best given as an app setting from Key Vault. Required.",
        ByAppSetting = true,
        Pattern = SettingForms.Address
    )]
    public required Uri Url { get; init; }

    /// <summary>True for an adaptive card, false for plain JSON.</summary>
    [Setting("An adaptive card (Teams), or plain JSON.", At = "Format", Words = ["adaptive-card", "json"], Default = "\"adaptive-card\"")]
    public bool AdaptiveCard { get; init; } = true;

    /// <summary>True to tell each time, false to tell only changes of state.</summary>
    [Setting("Tell changes of state, or each time.", At = "On", Words = ["change", "always"], Default = "\"change\"")]
    public bool Always { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"webhook at {Url.Host}";
}
