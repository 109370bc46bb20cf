using Importer.Deployments;
using Importer.Policies;
using Importer.Specs;

namespace Importer.Design;

/// <summary>Which operations of an API an AI policy reaches.</summary>
/// <param name="IsAny">Whether there are such operations at all.</param>
/// <param name="Condition">True for them; null when the API has no others.</param>
/// <param name="Lack">What the API would need to have; used where there is no such operation.</param>
internal sealed record PolicyReach(bool IsAny, string? Condition, string Lack)
{
    private const string CountedWords = "works on chat, completions, embeddings and responses (not on images, audio and files), and this API has none of these";
    private const string CachedWords = "works on chat and responses (not on embeddings, images, audio and files), and this API has none of these";

    // What the policies read: https://learn.microsoft.com/azure/api-management/llm-token-limit-policy#supported-models
    private static readonly Capability[] Counted = [Capability.Chat, Capability.Completions, Capability.Embeddings, Capability.Responses];

    // An embedding is no answer to a prompt, so only dialogue is cached.
    // Source: https://learn.microsoft.com/azure/api-management/azure-openai-enable-semantic-caching
    private static readonly Capability[] Cached = [Capability.Chat, Capability.Responses];

    /// <summary>The operations whose tokens are counted.</summary>
    public static PolicyReach OfCounting(IReadOnlyList<SpecOperation> operations) => Of(operations, Counted, CountedWords);

    /// <summary>The operations of Anthropic's Messages API, whose tokens the gateways of the v2 tiers count and the others do not.</summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/api-management/genai-gateway-capabilities</remarks>
    public static PolicyReach OfMessages(IReadOnlyList<SpecOperation> operations, string sku) => sku.EndsWith("V2", StringComparison.OrdinalIgnoreCase)
        ? Of(operations, [Capability.Messages], "works on messages, and this API has none")
        : new(false, null, $"counts the tokens of Anthropic's Messages API on the v2 tiers only, and the service is {sku}");

    /// <summary>For a policy of which nothing says that it reads Anthropic's Messages API.</summary>
    public static PolicyReach OfNoMessages { get; } = new(false, null, "is not documented to read Anthropic's Messages API, the only one that this API has");

    /// <summary>The operations whose answers may be cached.</summary>
    public static PolicyReach OfCaching(IReadOnlyList<SpecOperation> operations) => Of(operations, Cached, CachedWords);

    // Only calls that make the model work: reading or deleting a kept response would count its tokens once more.
    private static PolicyReach Of(IReadOnlyList<SpecOperation> operations, Capability[] capabilities, string lack)
    {
        var reached = operations
            .Where(operation => operation is { Method: "POST", Capability: { } capability } && capabilities.Contains(capability))
            .ToList();
        return reached.Count == 0 || reached.Count == operations.Count
            ? new(reached.Count > 0, null, lack)
            : new(true, OperationConditions.ForTemplates("POST", reached.Select(operation => operation.UrlTemplate)), lack);
    }
}
