using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>Policy documents by the ARM id of the scope they hang on.</summary>
internal sealed class PolicyDocuments(ResourceStore store)
{
    /// <summary>The document's XML; null when the scope has none.</summary>
    public (string Id, string Xml)? At(string scope) =>
        store.Get($"{scope}/policies/policy") is { } policy && (string?)policy.Body["properties"]?["value"] is { } xml
            ? (policy.Id, xml)
            : null;
}
