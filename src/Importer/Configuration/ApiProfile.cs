using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Configuration;

/// <summary>Everything a platform team decides about the APIs of a deployment: what the portal's wizard asks for.</summary>
public sealed record ApiProfile
{
    /// <summary>
    /// The path's template; placeholders <c>{account} {deployment} {compatibility} {region} {subscription} {resourceGroup}</c>.
    /// </summary>
    public string BasePath { get; init; } = "{account}";

    /// <summary>How clients call; empty lets the design choose (<c>Auto</c>).</summary>
    public IReadOnlyList<Compatibility> Compatibility { get; init; } = [];

    /// <summary>
    /// Where the design chooses: true takes v1 for everything but OpenAI models (<c>AutoV1</c>), false Azure AI (<c>Auto</c>).
    /// </summary>
    public bool AutoV1 { get; init; }

    /// <summary>Where the operations come from.</summary>
    public ImportSource Source { get; init; } = ImportSource.Catalogue;

    /// <summary>The display name's template.</summary>
    public string DisplayName { get; init; } = "{account} {compatibility}";

    /// <summary>The description's template.</summary>
    public string Description { get; init; } = "Models of the Foundry account {account} ({region}).";

    /// <summary>Ids of existing products that the API is linked to.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>Names of tags that the API carries.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether callers need a subscription key.</summary>
    public bool SubscriptionRequired { get; init; } = true;

    /// <summary>
    /// Whether the subscription key is taken as a bearer token too, as OpenAI clients send it. API Management does that by
    /// <c>subscriptionKeyParameterNames.bearer</c>, which no published type has.
    /// </summary>
    /// <remarks>Source: https://github.com/Azure-Samples/AI-Gateway (modules/apim/v3/inference-api.bicep)</remarks>
    public bool SubscriptionKeyAsBearer { get; init; }

    /// <summary>How the gateway proves itself to the model.</summary>
    public AuthenticationSettings Authentication { get; init; } = new();

    /// <summary>Whether the gateway's role on the account is granted or only checked.</summary>
    public AccessMode Access { get; init; } = AccessMode.Ensure;

    /// <summary>Where the specification of source <c>OpenApi</c> is: a path beside the settings file, or an https URL.</summary>
    public string? OpenApiLocation { get; init; }

    /// <summary>The SHA-256 (64 hexadecimal digits, or its first 16) that the specification must have; null takes what is there.</summary>
    public string? OpenApiHash { get; init; }

    /// <summary>What of the APIs people keep for themselves once they are there.</summary>
    public IReadOnlyList<IgnorableField> DriftIgnore { get; init; } = [];

    /// <summary>The AI policies.</summary>
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
    /// <summary>Identity or key.</summary>
    public AuthenticationMode Mode { get; init; } = AuthenticationMode.ManagedIdentity;

    /// <summary>The client id of a user-assigned identity; null for the system-assigned one.</summary>
    public string? ClientId { get; init; }

    /// <summary>The token's audience; null for that of the cloud that the account is in.</summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/api-management/api-management-authenticate-authorize-ai-apis</remarks>
    public string? Audience { get; init; }

    /// <summary>A Key Vault secret with the key; null to take the key from the account.</summary>
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
