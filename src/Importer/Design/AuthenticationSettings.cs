namespace Importer.Design;

/// <summary>How the gateway proves itself to the model, in detail.</summary>
public sealed record AuthenticationSettings
{
    /// <summary>Identity or key.</summary>
    public AuthenticationMode Mode { get; init; } = AuthenticationMode.ManagedIdentity;

    /// <summary>The client id of a user-assigned identity; null for the system-assigned one.</summary>
    public string? ClientId { get; init; }

    /// <summary>The token's audience.</summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/api-management/api-management-authenticate-authorize-ai-apis</remarks>
    public string Audience { get; init; } = "https://cognitiveservices.azure.com";

    /// <summary>A Key Vault secret with the key; null to take the key from the account.</summary>
    public Uri? KeyVaultSecret { get; init; }
}
