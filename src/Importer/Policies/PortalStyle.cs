namespace Importer.Policies;

/// <summary>Which generation of the portal's wizard wrote a policy.</summary>
public enum PortalStyle
{
    /// <summary>The Azure OpenAI wizard of 2024: identity in the policy, its elements in front of <c>base</c>.</summary>
    AzureOpenAI2024,

    /// <summary>The Foundry wizard since 2025: identity on the backend resource, its elements behind <c>base</c>.</summary>
    Foundry2025,
}
