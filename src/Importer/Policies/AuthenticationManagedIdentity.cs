using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Puts a token of the service's managed identity into the <c>Authorization</c> header.
/// Source: https://learn.microsoft.com/azure/api-management/authentication-managed-identity-policy
/// </summary>
internal sealed record AuthenticationManagedIdentity : PolicyElement
{
    /// <summary>The audience of Azure OpenAI and AI Services accounts.</summary>
    public const string CognitiveServices = "https://cognitiveservices.azure.com";

    /// <summary>The audience that the token is for.</summary>
    public required string Resource { get; init; }

    /// <summary>The client id of a user-assigned identity; null means the system-assigned one.</summary>
    public string? ClientId { get; init; }

    /// <inheritdoc/>
    public override string ElementName => "authentication-managed-identity";

    /// <inheritdoc/>
    public override XElement ToXml() => Element(ElementName, ("resource", Resource), ("client-id", ClientId));
}
