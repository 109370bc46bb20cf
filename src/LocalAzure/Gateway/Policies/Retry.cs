using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Runs its policies again while the condition holds: at a fixed, a growing or a doubling distance.
/// https://learn.microsoft.com/azure/api-management/retry-policy
/// </summary>
internal sealed class Retry(PolicyNode node) : Policy
{
    private readonly PolicyValue _condition = node.Value("condition", "false");
    private readonly PolicyValue _count = node.Value("count", "1");
    private readonly PolicyValue _interval = node.Value("interval", "0");
    private readonly PolicyValue? _delta = node.Value("delta");
    private readonly PolicyValue? _max = node.Value("max-interval");
    private readonly PolicyValue _firstFast = node.Value("first-fast-retry", "false");
    private readonly IReadOnlyList<Policy> _policies = node.Policies();

    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("retry")
            {
                Attributes =
                [
                    new("condition", ValueKind.Condition) { Required = true, Expression = true },
                    new("count", ValueKind.Integer)
                    {
                        Required = true,
                        Expression = true,
                        Min = 1,
                        Max = 50,
                    },
                    new("interval", ValueKind.Integer)
                    {
                        Required = true,
                        Expression = true,
                        Min = 0,
                    },
                    new("max-interval", ValueKind.Integer) { Expression = true, Min = 0 },
                    new("delta", ValueKind.Integer) { Expression = true, Min = 0 },
                    new("first-fast-retry", ValueKind.Boolean) { Expression = true },
                ],
                Policies = true,
            },
            Sections = PolicySections.All,
            Source = "https://learn.microsoft.com/azure/api-management/retry-policy",
            Make = static node => new Retry(node),
        };

    public override async Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        var unanswered = await TryAsync(context, cancellationToken);
        for (var retry = 1; retry <= _count.Whole(context) && context.Next == NextStep.Continue && _condition.Truth(context); retry++)
        {
            var pause = Pause(context, retry);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, context.Cloud.Clock, cancellationToken);
            }

            unanswered = await TryAsync(context, cancellationToken);
        }

        if (unanswered is not null)
        {
            throw unanswered;
        }
    }

    /// <summary>
    /// Where the backend did not answer there is nothing to look at (<c>context.Response == null</c>); open breakers are an answer
    /// that the condition may look at. Both stand when the tries are used up and end the call in on-error.
    /// </summary>
    private async Task<GatewayException?> TryAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        context.LastError = null;
        try
        {
            await RunAllAsync(_policies, context, cancellationToken);
        }
        catch (GatewayException fault) when (fault.Reason is "Timeout" or "BackendConnectionFailure")
        {
            context.Unanswered();
            Show(context, fault);
            return fault;
        }
        catch (GatewayException fault) when (fault.Status is StatusCodes.Status503ServiceUnavailable)
        {
            context.Answer(ErrorResponse.Of(fault, context.RequestId));
            Show(context, fault);
            return fault.Reason == GatewayException.CircuitOpen ? fault : null;
        }

        return null;
    }

    /// <summary>Whether the condition sees the error of the try is not published.</summary>
    private static void Show(PolicyContext context, GatewayException fault) =>
        context.LastError = context.Cloud.GatewaySettings.RetryHidesLastError ? null : GatewayError.Of(fault, context.Section);

    private TimeSpan Pause(PolicyContext context, int retry)
    {
        if (retry == 1 && _firstFast.Truth(context))
        {
            return TimeSpan.Zero;
        }

        var interval = _interval.Number(context);
        var delta = _delta?.Number(context);
        var seconds = (delta, _max) switch
        {
            (null, _) => interval,
            ({ } step, null) => interval + ((retry - 1) * step),
            ({ } step, { } max) => Math.Min(max.Number(context), interval + (step * (Math.Pow(2, retry - 1) - 1))),
        };
        return TimeSpan.FromSeconds(seconds);
    }
}
