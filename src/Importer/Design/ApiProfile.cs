using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Design;

/// <summary>Everything a platform team decides about the APIs of a deployment: what the portal's wizard asks for.</summary>
public sealed record ApiProfile
{
    /// <summary>The path's template; placeholders <c>{account} {deployment} {compatibility} {region} {subscription} {resourceGroup}</c>.</summary>
    public string BasePath { get; init; } = "{account}";

    /// <summary>How clients call; empty lets the design choose (<c>Auto</c>).</summary>
    public IReadOnlyList<Compatibility> Compatibility { get; init; } = [];

    /// <summary>Where the design chooses: true takes v1 for everything but OpenAI models (<c>AutoV1</c>), false Azure AI (<c>Auto</c>).</summary>
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
