namespace Importer.Design;

/// <summary>How the gateway proves itself to the model.</summary>
public enum AuthenticationMode
{
    /// <summary>With a managed identity's token.</summary>
    ManagedIdentity,

    /// <summary>With the account's API key, kept in a secret named value.</summary>
    ApiKey,
}
