using System.Globalization;
using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>Counts one call against a limit, as both rate-limit policies do.</summary>
internal sealed class CallLimit(PolicyNode node, string key, int calls, int seconds)
{
    private readonly TimeSpan _period = TimeSpan.FromSeconds(seconds);

    /// <exception cref="GatewayException">429.</exception>
    public void Take(PolicyContext context)
    {
        var counter = context.State.Counters.Sliding(key);
        if (!counter.TryAdd(1, calls, _period))
        {
            throw Refuse(context);
        }

        Tell(context);
    }

    /// <summary>Only looks whether a call may pass; the counting comes later.</summary>
    /// <exception cref="GatewayException">429.</exception>
    public void Look(PolicyContext context)
    {
        if (context.State.Counters.Sliding(key).Used(_period) >= calls)
        {
            throw Refuse(context);
        }
    }

    public void Tell(PolicyContext context)
    {
        context.WhenAnswered.Add(
            (_, _) =>
            {
                LimitOutputs.Tell(node, context, "remaining-calls", Math.Max(0, calls - context.State.Counters.Sliding(key).Used(_period)));
                if (node.Text("total-calls-header-name") is { } header)
                {
                    context.Response?.Headers.Set(header, calls.ToString(CultureInfo.InvariantCulture));
                }

                return Task.CompletedTask;
            }
        );
    }

    private GatewayException Refuse(PolicyContext context)
    {
        var wait = context.State.Counters.Sliding(key).SecondsToWait(_period);
        return LimitOutputs.Refuse(
            node,
            context,
            new(StatusCodes.Status429TooManyRequests, "RateLimitExceeded", $"Rate limit is exceeded. Try again in {wait} seconds.", wait)
        );
    }
}
