using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Configuration;

/// <summary>Everything a platform team decides about the APIs of a deployment: what the portal's wizard asks for.</summary>
[SettingGroup("OpenApi", "The document of source OpenApi.")]
[SettingGroup("Drift", "Changes that others make to the APIs.")]
public sealed record ApiProfile
{
    [Setting(
        "Path that the APIs begin with. Placeholders: {account} {deployment} {compatibility} {region} {subscription} {resourceGroup}. The importer appends /openai, /models, /openai/v1 or /anthropic itself.",
        ForFleets = false,
        MaxLength = 300,
        Pattern = SettingForms.BasePath,
        Not = SettingForms.NoBasePath,
        Example = "ai/{region}/{account}"
    )]
    public string BasePath { get; init; } = "{account}";

    /// <summary>How clients call; empty lets the design choose (<c>Auto</c>).</summary>
    [Setting(
        "How clients call: Auto and AutoV1 choose by the models present (everything but OpenAI models by Azure AI or by v1); or one or several of the four.",
        ForFleets = false,
        Alone = ["Auto", "AutoV1"],
        Default = "\"Auto\"",
        Example = """["AzureOpenAI", "AzureOpenAIV1"]"""
    )]
    public IReadOnlyList<Compatibility> Compatibility { get; init; } = [];

    /// <summary>
    /// Where the design chooses: true takes v1 for everything but OpenAI models (<c>AutoV1</c>), false Azure AI (<c>Auto</c>).
    /// </summary>
    public bool AutoV1 { get; init; }

    [Setting(
        "Where the operations come from: the built-in catalogue, an OpenAPI document (see OpenApi.Location), or a plain HTTP API.",
        ForFleets = false
    )]
    public ImportSource Source { get; init; } = ImportSource.Catalogue;

    [Setting(
        "Display name of the APIs; same placeholders as BasePath.",
        MaxLength = 300,
        Pattern = SettingForms.Template,
        Not = SettingForms.NoTemplate
    )]
    public string DisplayName { get; init; } = "{account} {compatibility}";

    [Setting(
        "Description of the APIs; same placeholders. The importer appends its ownership tag.",
        MaxLength = 4000,
        Pattern = SettingForms.Template,
        Not = SettingForms.NoTemplate
    )]
    public string Description { get; init; } = "Models of the Foundry account {account} ({region}).";

    [Setting(
        "Ids of existing products that the APIs are linked to.",
        Pattern = SettingForms.Id,
        MaxLength = 256,
        Example = """["ai-team"]"""
    )]
    public IReadOnlyList<string> Products { get; init; } = [];

    [Setting("Names of tags that the APIs carry.", Pattern = SettingForms.Id, MaxLength = 80)]
    public IReadOnlyList<string> Tags { get; init; } = [];

    [Setting("Whether callers need a subscription key.")]
    public bool SubscriptionRequired { get; init; } = true;

    /// <summary>
    /// Whether the subscription key is taken as a bearer token too, as OpenAI clients send it. API Management does that by
    /// <c>subscriptionKeyParameterNames.bearer</c>, which no published type has.
    /// </summary>
    /// <remarks>Source: https://github.com/Azure-Samples/AI-Gateway (modules/apim/v3/inference-api.bicep)</remarks>
    [Setting("Whether the subscription key is taken as a bearer token too, as OpenAI clients send it. Undocumented by Azure.")]
    public bool SubscriptionKeyAsBearer { get; init; }

    [Setting(
        "How the gateway proves itself to the model: one word, or an object with details.",
        Short = nameof(AuthenticationSettings.Mode),
        MinCount = 1,
        Default = "\"ManagedIdentity\""
    )]
    public AuthenticationSettings Authentication { get; init; } = new();

    [Setting("Ensure grants the gateway's identity its role on the account; Check only reports that it is missing.")]
    public AccessMode Access { get; init; } = AccessMode.Ensure;

    [Setting(
        "A path beside importer.json, or an https address. JSON only.",
        At = "OpenApi.Location",
        ForFleets = false,
        Pattern = SettingForms.Document,
        Not = SettingForms.Yaml,
        Example = "specs/chat.json"
    )]
    public string? OpenApiLocation { get; init; }

    [Setting(
        "The SHA-256 that the document must have: 64 hexadecimal digits, or the first 16. Without it a document behind an address may change: a run that an event started then only tells, others import it.",
        At = "OpenApi.Hash",
        ForFleets = false,
        Pattern = SettingForms.Sha256
    )]
    public string? OpenApiHash { get; init; }

    [Setting(
        "What of an API people keep for themselves once it is there: the importer neither counts it as drift nor writes it.",
        At = "Drift.Ignore",
        CamelCase = true,
        Example = """["displayName", "policy"]"""
    )]
    public IReadOnlyList<IgnorableField> DriftIgnore { get; init; } = [];

    [Setting(
        "The AI policies in the order in which they run. Each is off unless it is given; false, null or {} switches one off in a rule; true takes its defaults where all fields have one. A policy in a rule replaces the whole policy. A fleet takes those that hold for its APIs as a whole."
    )]
    public PolicySettings Policies { get; init; } = new();
}

/// <summary>What to do about the gateway's role on an account.</summary>
public enum AccessMode
{
    /// <summary>Grant it when it is missing.</summary>
    Ensure,

    /// <summary>Only report that it is missing.</summary>
    Check,
}

/// <summary>How the gateway proves itself to the model.</summary>
public enum AuthenticationMode
{
    /// <summary>With a managed identity's token.</summary>
    ManagedIdentity,

    /// <summary>With the account's API key, kept in a secret named value.</summary>
    ApiKey,
}

/// <summary>How the gateway proves itself to the model, in detail.</summary>
public sealed record AuthenticationSettings
{
    [Setting(
        "With a managed identity's token, or with the account's key in a secret named value.",
        FleetWords = [nameof(AuthenticationMode.ManagedIdentity)]
    )]
    public AuthenticationMode Mode { get; init; } = AuthenticationMode.ManagedIdentity;

    [Setting(
        "Client id of a user-assigned identity; without it the gateway's system-assigned identity is used. Only with ManagedIdentity.",
        Pattern = SettingForms.ClientId
    )]
    public string? ClientId { get; init; }

    /// <remarks>Source: https://learn.microsoft.com/azure/api-management/api-management-authenticate-authorize-ai-apis</remarks>
    [Setting(
        "Audience of the token; without it that of the account's cloud. Only with ManagedIdentity.",
        Pattern = SettingForms.Audience,
        Example = "https://cognitiveservices.azure.com"
    )]
    public string? Audience { get; init; }

    [Setting(
        "Key Vault secret that holds the key; without it the key is taken from the account. Only with ApiKey.",
        ForFleets = false,
        Pattern = SettingForms.KeyVaultSecret
    )]
    public Uri? KeyVaultSecret { get; init; }
}

/// <summary>Where an API's operations come from: the three import routes.</summary>
public enum ImportSource
{
    /// <summary>Our own documents, cut to what the deployments can do.</summary>
    Catalogue,

    /// <summary>A given OpenAPI specification.</summary>
    OpenApi,

    /// <summary>An HTTP API whose operations carry <c>/openai</c> themselves.</summary>
    Http,
}

/// <summary>The fields of a profile by their paths in the settings: the grain at which rules override defaults.</summary>
internal static class ProfileFields
{
    public const string BasePath = "BasePath";
    public const string Compatibility = "Compatibility";
    public const string Source = "Source";
    public const string DisplayName = "DisplayName";
    public const string Description = "Description";
    public const string Products = "Products";
    public const string Tags = "Tags";
    public const string SubscriptionRequired = "SubscriptionRequired";
    public const string SubscriptionKeyAsBearer = "SubscriptionKeyAsBearer";
    public const string Authentication = "Authentication";
    public const string Access = "Access";
    public const string OpenApiLocation = "OpenApi.Location";
    public const string OpenApiHash = "OpenApi.Hash";
    public const string DriftIgnore = "Drift.Ignore";
    public const string TokenLimit = "Policies.TokenLimit";
    public const string TokenMetrics = "Policies.TokenMetrics";
    public const string SemanticCache = "Policies.SemanticCache";
    public const string ContentSafety = "Policies.ContentSafety";
    public const string RateLimit = "Policies.RateLimit";
    public const string CircuitBreaker = "Policies.CircuitBreaker";
    public const string Retry = "Policies.Retry";
    public const string Extra = "Policies.Extra";
    public const string Timeout = "Policies.Timeout";
    public const string ExplainWrongPaths = "Policies.ExplainWrongPaths";
    public const string OnMissing = "Policies.OnMissing";

    /// <summary>Every field, in the order of the documentation.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        BasePath,
        Compatibility,
        Source,
        DisplayName,
        Description,
        Products,
        Tags,
        SubscriptionRequired,
        SubscriptionKeyAsBearer,
        Authentication,
        Access,
        OpenApiLocation,
        OpenApiHash,
        DriftIgnore,
        TokenLimit,
        TokenMetrics,
        SemanticCache,
        ContentSafety,
        RateLimit,
        CircuitBreaker,
        Retry,
        Extra,
        Timeout,
        ExplainWrongPaths,
        OnMissing,
    ];
}

/// <summary>Copies one field of a profile into another.</summary>
internal static class ProfileCopy
{
    public static ApiProfile Copy(string field, ApiProfile from, ApiProfile to) =>
        field switch
        {
            ProfileFields.BasePath => to with { BasePath = from.BasePath },
            ProfileFields.Compatibility => to with { Compatibility = from.Compatibility, AutoV1 = from.AutoV1 },
            ProfileFields.Source => to with { Source = from.Source },
            ProfileFields.DisplayName => to with { DisplayName = from.DisplayName },
            ProfileFields.Description => to with { Description = from.Description },
            ProfileFields.Products => to with { Products = from.Products },
            ProfileFields.Tags => to with { Tags = from.Tags },
            ProfileFields.SubscriptionRequired => to with { SubscriptionRequired = from.SubscriptionRequired },
            ProfileFields.SubscriptionKeyAsBearer => to with { SubscriptionKeyAsBearer = from.SubscriptionKeyAsBearer },
            ProfileFields.Authentication => to with { Authentication = from.Authentication },
            ProfileFields.Access => to with { Access = from.Access },
            ProfileFields.OpenApiLocation => to with { OpenApiLocation = from.OpenApiLocation },
            ProfileFields.OpenApiHash => to with { OpenApiHash = from.OpenApiHash },
            ProfileFields.DriftIgnore => to with { DriftIgnore = from.DriftIgnore },
            _ => to with { Policies = Copy(field, from.Policies, to.Policies) },
        };

    private static PolicySettings Copy(string field, PolicySettings from, PolicySettings to) =>
        field switch
        {
            ProfileFields.TokenLimit => to with { TokenLimit = from.TokenLimit },
            ProfileFields.TokenMetrics => to with { TokenMetrics = from.TokenMetrics },
            ProfileFields.SemanticCache => to with { SemanticCache = from.SemanticCache },
            ProfileFields.ContentSafety => to with { ContentSafety = from.ContentSafety },
            ProfileFields.RateLimit => to with { RateLimit = from.RateLimit },
            ProfileFields.CircuitBreaker => to with { CircuitBreaker = from.CircuitBreaker },
            ProfileFields.Retry => to with { Retry = from.Retry },
            ProfileFields.Extra => to with { Extra = from.Extra, ExtraOnMissing = from.ExtraOnMissing },
            ProfileFields.Timeout => to with { Timeout = from.Timeout },
            ProfileFields.ExplainWrongPaths => to with { ExplainWrongPaths = from.ExplainWrongPaths },
            ProfileFields.OnMissing => to with { OnMissing = from.OnMissing },
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, "not a field of a profile"),
        };
}
