using LocalAzure.Gateway.Documents;
using LocalAzure.Gateway.Llm;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Answers from the cache when a question near enough has been answered; a lower threshold wants a nearer question.
/// Without an external cache every lookup misses. https://learn.microsoft.com/azure/api-management/llm-semantic-cache-lookup-policy
/// </summary>
internal sealed class LlmSemanticCacheLookup(PolicyNode node) : Policy
{
    private readonly double _threshold = node.Value("score-threshold", "0").Number(null!);
    private readonly bool _ignoresSystem = node.Flag("ignore-system-messages");
    private readonly int? _maxMessages = node.Whole("max-message-count");
    private readonly IReadOnlyList<PolicyValue> _varyBy = node.Values("vary-by");

    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("llm-semantic-cache-lookup")
            {
                Attributes =
                [
                    new("score-threshold", ValueKind.Decimal)
                    {
                        Required = true,
                        Min = 0,
                        Max = 1,
                    },
                    new("embeddings-backend-id") { Required = true },
                    new("embeddings-backend-auth") { Required = true, Values = ["system-assigned"] },
                    new("ignore-system-messages", ValueKind.Boolean),
                    new("max-message-count", ValueKind.Integer) { Min = 1 },
                ],
                Elements = [new ElementShape("vary-by") { Text = TextRule.Required }],
            },
            Sections = PolicySections.Inbound,
            Once = true,
            Source = "https://learn.microsoft.com/azure/api-management/llm-semantic-cache-lookup-policy",
            Make = static node => new LlmSemanticCacheLookup(node),
        };

    public override async Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (!context.Snapshot.HasCache || context.Prompt is not { IsStream: false, Kind: LlmKind.Chat or LlmKind.Responses } prompt)
        {
            return;
        }

        var messages = prompt.Messages.Where(message => !_ignoresSystem || message.Role is not ("system" or "developer")).ToList();
        if (messages.Count == 0 || messages.Count > _maxMessages)
        {
            return;
        }

        var text = string.Join('\n', messages.Select(message => message.Text));
        var vector = await new EmbeddingsClient(context).EmbedAsync(node.Text("embeddings-backend-id")!, text, cancellationToken);
        context.Question = new SemanticQuestion(Bucket(context), vector);
        if (context.State.Cache.Find(context.Question, _threshold) is { } known)
        {
            context.Question = null;
            context.Answer(known.ToResponse());
            context.Next = NextStep.Outbound;
        }
    }

    /// <summary>Answers never cross APIs, nor the values of vary-by.</summary>
    private string Bucket(PolicyContext context) =>
        string.Join('\u001f', [context.Api.Id, context.Request.Path, .. _varyBy.Select(value => value.Text(context))]);
}
