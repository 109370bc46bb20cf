namespace LocalAzure.Foundry.Access;

/// <summary>
/// The built-in roles with data actions on these accounts; Owner and Contributor have none.
/// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/ai-machine-learning
/// </summary>
internal static class DataRoles
{
    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.OrdinalIgnoreCase)
    {
        // Cognitive Services OpenAI User: carries OpenAI/responses/* too in the newer definitions.
        ["5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"] = "OpenAI/",

        // Cognitive Services OpenAI Contributor.
        ["a001fd3d-188f-4b5b-821b-7da978bf7442"] = "OpenAI/",

        // Cognitive Services User.
        ["a97b65f3-24c7-4388-baec-2e87135dc908"] = string.Empty,

        // Foundry User, formerly Azure AI User.
        ["53ca6127-db72-4b80-b1b0-d745d6d5456d"] = string.Empty,
    };

    public static bool Allow(string roleId, string dataAction) =>
        Prefixes.TryGetValue(roleId, out var prefix) && dataAction.StartsWith(prefix, StringComparison.Ordinal);
}
