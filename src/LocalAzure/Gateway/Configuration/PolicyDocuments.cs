using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>Policy documents by the ARM id of the scope they hang on.</summary>
internal sealed class PolicyDocuments(ResourceStore store)
{
    private static readonly string[] Scopes = ["", "/products", "/apis", "/apis/operations"];

    private readonly Dictionary<string, (string Id, string Xml)> _byScope = Scopes
        .SelectMany(scope => store.OfType($"Microsoft.ApiManagement/service{scope}/policies"))
        .ToDictionary(
            policy => ResourceIds.Parent(policy.Id),
            policy => (policy.Id, (string?)policy.Body["properties"]?["value"] ?? "<policies/>"),
            StringComparer.OrdinalIgnoreCase
        );

    /// <summary>The document's XML; null when the scope has none.</summary>
    public (string Id, string Xml)? At(string scope) => _byScope.TryGetValue(scope, out var document) ? document : null;
}
