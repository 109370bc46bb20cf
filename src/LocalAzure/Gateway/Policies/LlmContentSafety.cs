using LocalAzure.Gateway.Documents;
using LocalAzure.Gateway.Llm;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Sends prompts (and answers, if asked) to Azure AI Content Safety and blocks with 403; a stream is cut off instead.
/// https://learn.microsoft.com/azure/api-management/llm-content-safety-policy
/// </summary>
internal sealed class LlmContentSafety(PolicyNode node) : Policy
{
    /// <summary>
    /// Characters of an answer looked at in one go, https://learn.microsoft.com/azure/api-management/llm-content-safety-policy#attributes
    /// </summary>
    private const int DefaultWindow = 1000;

    private readonly SafetyRules _rules = SafetyRules.Of(node);
    private readonly PolicyValue _onCompletions = node.Value("enforce-on-completions", "false");
    private readonly PolicyValue? _window = node.Value("window-size");

    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("llm-content-safety")
            {
                Attributes =
                [
                    new("backend-id") { Required = true, Expression = true },
                    new("shield-prompt", ValueKind.Boolean) { Expression = true },
                    new("enforce-on-completions", ValueKind.Boolean) { Expression = true },
                    new("window-size", ValueKind.Integer) { Expression = true, Min = 1 },
                    new("window-overlap-size", ValueKind.Integer) { Expression = true, Min = 0 },
                ],
                Elements = [SafetyRules.Categories, SafetyRules.Blocklists],
            },
            Sections = PolicySections.Inbound | PolicySections.Outbound,
            Scopes = PolicyScope.Global | PolicyScope.Product | PolicyScope.Api | PolicyScope.Fragment,
            OnConsumption = false,
            Source = "https://learn.microsoft.com/azure/api-management/llm-content-safety-policy",
            Make = static node => new LlmContentSafety(node),
        };

    public override async Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (context.Prompt is not { Kind: not LlmKind.Embeddings and not LlmKind.Messages } prompt)
        {
            return;
        }

        if (context.Section == PolicySections.Outbound)
        {
            await GuardAnswerAsync(context, cancellationToken);
            return;
        }

        await CheckAsync(context, prompt.Text, isPrompt: true, cancellationToken);
        if (_onCompletions.Truth(context))
        {
            context.WhenAnswered.Add((_, token) => GuardAnswerAsync(context, token));
        }
    }

    private async Task GuardAnswerAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (context.Response is not { StatusCode: StatusCodes.Status200OK } response)
        {
            return;
        }

        if (response.IsEventStream && response.Stream is not null)
        {
            var window = _window?.Whole(context) ?? DefaultWindow;
            context.StreamGuards.Add(
                (text, token) => IsHarmlessAsync(context, text[Math.Max(0, text.Length - window)..], isPrompt: false, token)
            );
            return;
        }

        await CheckAsync(context, AnswerTexts.Of(response), isPrompt: false, cancellationToken);
    }

    private async Task CheckAsync(PolicyContext context, string text, bool isPrompt, CancellationToken cancellationToken)
    {
        if (!await IsHarmlessAsync(context, text, isPrompt, cancellationToken))
        {
            throw new GatewayException(
                StatusCodes.Status403Forbidden,
                "llm-content-safety",
                "ContentSafetyViolation",
                "Request failed content safety check."
            );
        }
    }

    private async Task<bool> IsHarmlessAsync(PolicyContext context, string text, bool isPrompt, CancellationToken cancellationToken) =>
        text.Length == 0 || await new SafetyClient(context, _rules).IsHarmlessAsync(text, isPrompt, cancellationToken);
}
