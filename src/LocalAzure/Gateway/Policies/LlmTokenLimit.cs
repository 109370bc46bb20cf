using LocalAzure.Gateway.Documents;
using LocalAzure.Gateway.Llm;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Limits tokens per minute (429) and per period (403) and key. Without estimation a call may still pass when the tokens are
/// spent, since only answers are counted. https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
/// </summary>
internal sealed class LlmTokenLimit(PolicyNode node) : Policy
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PolicyValue _key = node.Value("counter-key", string.Empty);
    private readonly PolicyValue? _perMinute = node.Value("tokens-per-minute");
    private readonly PolicyValue? _quota = node.Value("token-quota");
    private readonly bool _estimates = node.Flag("estimate-prompt-tokens");

    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("llm-token-limit")
            {
                Attributes =
                [
                    new("counter-key") { Required = true, Expression = true },
                    new("tokens-per-minute", ValueKind.Integer) { Expression = true, Min = 1 },
                    new("token-quota", ValueKind.Integer)
                    {
                        Expression = true,
                        Min = 1,
                        Max = long.MaxValue,
                    },
                    new("token-quota-period") { Expression = true, Values = QuotaPeriod.Names },
                    new("estimate-prompt-tokens", ValueKind.Boolean) { Required = true },
                    .. LimitOutputs.Attributes("retry-after", "remaining-tokens", "remaining-quota-tokens", "tokens-consumed"),
                ],
            },
            Sections = PolicySections.Inbound,
            OnConsumption = false,
            Source = "https://learn.microsoft.com/azure/api-management/llm-token-limit-policy",
            Also = FaultsOf,
            Make = static node => new LlmTokenLimit(node),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (context.Prompt is not { } prompt)
        {
            return Task.CompletedTask;
        }

        var key = $"llm-token-limit|{_key.Text(context)}";
        var ahead = _estimates || prompt.IsStream ? prompt.EstimatedTokens : 0;
        Check(context, key, ahead);
        context.WhenAnswered.Add((usage, _) => AnsweredAsync(context, key, usage));
        context.WhenStreamed.Add(usage => Count(context, key, usage.Completion));
        return Task.CompletedTask;
    }

    private static IEnumerable<string> FaultsOf(PolicyNode node)
    {
        if (node.Text("tokens-per-minute") is null && node.Text("token-quota") is null)
        {
            yield return "at least one of 'tokens-per-minute' and 'token-quota' has to be there";
        }

        if ((node.Text("token-quota") is null) != (node.Text("token-quota-period") is null))
        {
            yield return "'token-quota' and 'token-quota-period' have to be there together";
        }
    }

    /// <exception cref="GatewayException">429 or 403.</exception>
    private void Check(PolicyContext context, string key, int ahead)
    {
        if (_perMinute?.Whole(context) is { } limit && Reaches(context.State.Counters.Sliding(key).Used(Minute), ahead, limit))
        {
            var seconds = context.State.Counters.Sliding(key).SecondsToWait(Minute);
            throw LimitOutputs.Refuse(
                node,
                context,
                new(
                    StatusCodes.Status429TooManyRequests,
                    "TokenLimitExceeded",
                    $"Token limit is exceeded. Try again in {seconds} seconds.",
                    seconds
                )
            );
        }

        if (_quota is not null)
        {
            CheckQuota(context, key, ahead);
        }
    }

    private void CheckQuota(PolicyContext context, string key, int ahead)
    {
        var now = context.State.Counters.Now;
        var (start, end) = Period(context);
        if (Reaches(context.State.Counters.Period(key).Used(start), ahead, _quota!.Large(context)))
        {
            var seconds = Math.Max(1, (int)Math.Ceiling((end - now).TotalSeconds));
            throw LimitOutputs.Refuse(
                node,
                context,
                new(
                    StatusCodes.Status403Forbidden,
                    "TokenQuotaExceeded",
                    $"Token quota is exceeded. Try again in {seconds} seconds.",
                    seconds
                )
            );
        }
    }

    private static bool Reaches(long used, int ahead, long limit) => ahead == 0 ? used >= limit : used + ahead > limit;

    private Task AnsweredAsync(PolicyContext context, string key, LlmUsage usage)
    {
        // While the answer streams only the prompt is known; the rest follows when the stream ends.
        Count(context, key, usage.Total);
        LimitOutputs.Tell(node, context, "tokens-consumed", usage.Total);
        if (_perMinute?.Whole(context) is { } limit)
        {
            LimitOutputs.Tell(node, context, "remaining-tokens", Math.Max(0, limit - context.State.Counters.Sliding(key).Used(Minute)));
        }

        if (_quota?.Large(context) is { } quota)
        {
            var left = quota - context.State.Counters.Period(key).Used(Period(context).Start);
            LimitOutputs.Tell(node, context, "remaining-quota-tokens", Math.Max(0, left));
        }

        return Task.CompletedTask;
    }

    private void Count(PolicyContext context, string key, int tokens)
    {
        context.State.Counters.Sliding(key).Add(tokens);
        if (_quota is not null)
        {
            context.State.Counters.Period(key).Add(Period(context).Start, tokens);
        }
    }

    private (DateTimeOffset Start, DateTimeOffset End) Period(PolicyContext context) =>
        QuotaPeriod.Around(context.State.Counters.Now, node.Value("token-quota-period", "Daily").Text(context));
}
