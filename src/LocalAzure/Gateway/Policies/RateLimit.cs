using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Limits the calls of each subscription; calls without one are not counted.
/// https://learn.microsoft.com/azure/api-management/rate-limit-policy
/// </summary>
internal sealed class RateLimit(PolicyNode node) : Policy
{
    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("rate-limit")
            {
                Attributes =
                [
                    new("calls", ValueKind.Integer) { Required = true, Min = 1 },
                    new("renewal-period", ValueKind.Integer)
                    {
                        Required = true,
                        Min = 1,
                        Max = 300,
                    },
                    .. LimitOutputs.Attributes("retry-after", "remaining-calls"),
                    new("total-calls-header-name"),
                ],
            },
            Sections = PolicySections.Inbound,
            Scopes = PolicyScope.Product | PolicyScope.Api | PolicyScope.Operation | PolicyScope.Fragment,
            Once = true,
            Source = "https://learn.microsoft.com/azure/api-management/rate-limit-policy",
            Make = static node => new RateLimit(node),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (context.Subscription is { } subscription)
        {
            var limit = new CallLimit(
                node,
                $"rate-limit|{node.Place}|{subscription.Id}",
                node.Whole("calls")!.Value,
                node.Whole("renewal-period")!.Value
            );
            limit.Take(context);
        }

        return Task.CompletedTask;
    }
}
