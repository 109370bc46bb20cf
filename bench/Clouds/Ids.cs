namespace Bench.Clouds;

/// <summary>Ids in LocalAzure.</summary>
internal static class Ids
{
    public const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";
    public const string Group = $"{Subscription}/resourceGroups/rg-ai";
    public const string Service = $"{Group}/providers/Microsoft.ApiManagement/service/contoso-apim";

    public const string CognitiveVersion = "2025-06-01";

    public static string Account(string name) => $"{Group}/providers/Microsoft.CognitiveServices/accounts/{name}";

    public static string Deployment(string account, string name) => $"{Account(account)}/deployments/{name}";
}
