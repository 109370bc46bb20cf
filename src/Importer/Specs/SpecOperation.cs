using Importer.Deployments;

namespace Importer.Specs;

/// <summary>One operation, with the names that API Management gives it on import.</summary>
public sealed record SpecOperation
{
    /// <summary>The resource name in API Management, for example <c>chatcompletions-create</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The HTTP method in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// The path with its parameters, for example <c>/deployments/{deployment-id}/embeddings</c>: what API Management
    /// stores when required query parameters are translated to <c>query</c>.
    /// </summary>
    public required string UrlTemplate { get; init; }

    /// <summary>
    /// The path and the required query parameters, for example <c>/info?api-version={api-version}</c>: what API Management
    /// stores by default. Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions
    /// </summary>
    public required string UrlTemplateWithQuery { get; init; }

    /// <summary>The title for people, at most 300 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The api-version for calls of this operation: what its parameter says, else the document's version where that is one; empty when neither says.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>What a deployment must be able to do for it; null when it needs no deployment or is of no known kind.</summary>
    public Capability? Capability { get; init; }
}
