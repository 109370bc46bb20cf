using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Limits the calls of each key. With an increment condition the counting waits for the answer, so that the 429 comes one
/// call late. https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy
/// </summary>
internal sealed class RateLimitByKey(PolicyNode node) : Policy
{
    private readonly PolicyValue _key = node.Value("counter-key", string.Empty);
    private readonly PolicyValue _calls = node.Value("calls", "1");
    private readonly PolicyValue _period = node.Value("renewal-period", "1");
    private readonly PolicyValue? _condition = node.Value("increment-condition");
    private readonly PolicyValue? _count = node.Value("increment-count");

    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("rate-limit-by-key")
            {
                Attributes =
                [
                    new("calls", ValueKind.Integer)
                    {
                        Required = true,
                        Expression = true,
                        Min = 1,
                    },
                    new("renewal-period", ValueKind.Integer)
                    {
                        Required = true,
                        Expression = true,
                        Min = 1,
                        Max = 300,
                    },
                    new("counter-key") { Required = true, Expression = true },
                    new("increment-condition", ValueKind.Condition) { Expression = true },
                    new("increment-count", ValueKind.Integer) { Expression = true, Min = 0 },
                    .. LimitOutputs.Attributes("retry-after", "remaining-calls"),
                    new("total-calls-header-name"),
                ],
            },
            Sections = PolicySections.Inbound,
            OnConsumption = false,
            Source = "https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy",
            Make = static node => new RateLimitByKey(node),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        var key = $"rate-limit-by-key|{_key.Text(context)}";
        var limit = new CallLimit(node, key, _calls.Whole(context), _period.Whole(context));
        if (_condition is null && _count is null)
        {
            limit.Take(context);
            return Task.CompletedTask;
        }

        limit.Look(context);
        context.WhenAnswered.Add(
            (_, _) =>
            {
                if (_condition?.Truth(context) ?? true)
                {
                    context.State.Counters.Sliding(key).Add(_count?.Whole(context) ?? 1);
                }

                return Task.CompletedTask;
            }
        );
        limit.Tell(context);
        return Task.CompletedTask;
    }
}
