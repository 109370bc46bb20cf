using Importer.Deployments;
using Importer.Policies;
using Importer.Specs;

namespace Importer.Design;

/// <summary>Which operations of an API an AI policy reaches.</summary>
/// <param name="IsAny">Whether there are such operations at all.</param>
/// <param name="Condition">True for them; null when the API has no others.</param>
internal sealed record PolicyReach(bool IsAny, string? Condition)
{
    // What the policies read: https://learn.microsoft.com/azure/api-management/llm-token-limit-policy#supported-models
    private static readonly Capability[] Counted = [Capability.Chat, Capability.Completions, Capability.Embeddings, Capability.Responses];

    // An embedding is no answer to a prompt, so only dialogue is cached.
    // Source: https://learn.microsoft.com/azure/api-management/azure-openai-enable-semantic-caching
    private static readonly Capability[] Cached = [Capability.Chat, Capability.Responses];

    /// <summary>The operations whose tokens are counted.</summary>
    public static PolicyReach OfCounting(IReadOnlyList<SpecOperation> operations) => Of(operations, Counted);

    /// <summary>The operations whose answers may be cached.</summary>
    public static PolicyReach OfCaching(IReadOnlyList<SpecOperation> operations) => Of(operations, Cached);

    // Only calls that make the model work: reading or deleting a kept response would count its tokens once more.
    private static PolicyReach Of(IReadOnlyList<SpecOperation> operations, Capability[] capabilities)
    {
        var reached = operations
            .Where(operation => operation is { Method: "POST", Capability: { } capability } && capabilities.Contains(capability))
            .ToList();
        return reached.Count == 0 || reached.Count == operations.Count
            ? new(reached.Count > 0, null)
            : new(true, OperationConditions.ForTemplates("POST", reached.Select(operation => operation.UrlTemplate)));
    }
}
