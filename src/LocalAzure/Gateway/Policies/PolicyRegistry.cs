using System.Xml.Linq;
using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>Every policy that is simulated. What is not here is refused when a document is written.</summary>
public static class PolicyRegistry
{
    internal const string BaseName = "base";

    internal const string IncludeName = "include-fragment";

    private static readonly Dictionary<string, PolicyShape> Shapes = new[]
    {
        BasePolicy.Shape,
        SetBackendService.Shape,
        AuthenticationManagedIdentity.Shape,
        SetHeader.Shape,
        SetQueryParameter.Shape,
        SetVariable.Shape,
        SetStatus.Shape,
        SetBody.Shape,
        RewriteUri.Shape,
        ReturnResponse.Shape,
        Choose.Shape,
        ForwardRequest.Shape,
        Retry.Shape,
        LlmTokenLimit.Shape,
        LlmEmitTokenMetric.Shape,
        LlmSemanticCacheLookup.Shape,
        LlmSemanticCacheStore.Shape,
        LlmContentSafety.Shape,
        RateLimit.Shape,
        RateLimitByKey.Shape,
        QuotaByKey.Shape,
        IncludeFragment.Shape,
        Alias("azure-openai-token-limit", LlmTokenLimit.Shape),
        Alias("azure-openai-emit-token-metric", LlmEmitTokenMetric.Shape),
        Alias("azure-openai-semantic-cache-lookup", LlmSemanticCacheLookup.Shape),
        Alias("azure-openai-semantic-cache-store", LlmSemanticCacheStore.Shape),
    }.ToDictionary(shape => shape.Name, StringComparer.Ordinal);

    /// <summary>The element names, for docs/parity.md.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Shapes.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Everything wrong with a document; empty when the service would take it.</summary>
    /// <param name="root">The document, read with line numbers.</param>
    /// <param name="scope">Where it is written to.</param>
    /// <param name="sku">The service's SKU name, such as Developer, Consumption or StandardV2.</param>
    /// <param name="references">What the service holds; null leaves names unchecked.</param>
    public static IReadOnlyList<PolicyFault> Check(XElement root, PolicyScope scope, string sku, PolicyReferences? references = null) =>
        new PolicyCheck(scope, sku, references).Run(root);

    internal static PolicyShape? Find(string name) => Shapes.GetValueOrDefault(name);

    /// <exception cref="InvalidOperationException">The element is unknown; the check should have refused it.</exception>
    internal static Policy Make(PolicyNode node)
    {
        var name = node.Element.Name.LocalName;
        var shape = Find(name) ?? throw new InvalidOperationException($"Policy '{name}' is not simulated.");
        return shape.Make(node);
    }

    /// <summary>The older names, which the service still takes for the same policies.</summary>
    private static PolicyShape Alias(string name, PolicyShape shape) => shape with { Element = shape.Element with { Name = name } };
}
