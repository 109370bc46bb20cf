using LocalAzure.Gateway.Documents;
using LocalAzure.Gateway.Llm;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Keeps a 200 answer for the lookup in inbound. https://learn.microsoft.com/azure/api-management/llm-semantic-cache-store-policy
/// </summary>
internal sealed class LlmSemanticCacheStore(PolicyValue duration) : Policy
{
    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("llm-semantic-cache-store")
            {
                Attributes =
                [
                    new("duration", ValueKind.Integer)
                    {
                        Required = true,
                        Expression = true,
                        Min = 1,
                    },
                ],
            },
            Sections = PolicySections.Outbound,
            Once = true,
            Source = "https://learn.microsoft.com/azure/api-management/llm-semantic-cache-store-policy",
            Make = static node => new LlmSemanticCacheStore(node.Value("duration", "0")),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (context is { Question: { } question, Response: { StatusCode: StatusCodes.Status200OK, Stream: null } response })
        {
            context.State.Cache.Add(question, SemanticAnswer.Of(response), TimeSpan.FromSeconds(duration.Number(context)));
        }

        return Task.CompletedTask;
    }
}
