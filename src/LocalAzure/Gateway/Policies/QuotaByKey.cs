using System.Xml;
using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Limits calls and kilobytes of each key over a long period (0: for ever).
/// https://learn.microsoft.com/azure/api-management/quota-by-key-policy
/// </summary>
internal sealed class QuotaByKey(PolicyNode node) : Policy
{
    private readonly PolicyValue _key = node.Value("counter-key", string.Empty);
    private readonly PolicyValue? _condition = node.Value("increment-condition");
    private readonly PolicyValue? _count = node.Value("increment-count");
    private readonly int? _calls = node.Whole("calls");
    private readonly int? _kilobytes = node.Whole("bandwidth");
    private readonly int _period = node.Whole("renewal-period")!.Value;

    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("quota-by-key")
            {
                Attributes =
                [
                    new("calls", ValueKind.Integer) { Min = 1 },
                    new("bandwidth", ValueKind.Integer) { Min = 1 },
                    new("renewal-period", ValueKind.Integer) { Required = true, Min = 0 },
                    new("counter-key") { Required = true, Expression = true },
                    new("increment-condition", ValueKind.Condition) { Expression = true },
                    new("increment-count", ValueKind.Integer) { Expression = true, Min = 0 },
                    new("first-period-start"),
                ],
            },
            Sections = PolicySections.Inbound,
            OnConsumption = false,
            OnV2 = false,
            Source = "https://learn.microsoft.com/azure/api-management/quota-by-key-policy",
            Also = FaultsOf,
            Make = static node => new QuotaByKey(node),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        var key = $"quota-by-key|{_key.Text(context)}";
        var (start, end) = Period(context.State.Counters.Now);
        Check(context, key, start, end);
        context.WhenAnswered.Add(
            (_, _) =>
            {
                if (_condition?.Truth(context) ?? true)
                {
                    context.State.Counters.Period(key).Add(start, _count?.Whole(context) ?? 1);
                    context.State.Counters.Period($"{key}|bytes").Add(start, context.Request.Body.Length + context.Response!.Body.Length);
                }

                return Task.CompletedTask;
            }
        );
        return Task.CompletedTask;
    }

    private static IEnumerable<string> FaultsOf(PolicyNode node)
    {
        if (node.Text("calls") is null && node.Text("bandwidth") is null)
        {
            yield return "at least one of 'calls' and 'bandwidth' has to be there";
        }

        // https://learn.microsoft.com/azure/api-management/quota-by-key-policy#attributes
        if (int.TryParse(node.Text("renewal-period"), out var period) && period is > 0 and < 300)
        {
            yield return "'renewal-period' has to be 0 or at least 300 seconds";
        }
    }

    private void Check(PolicyContext context, string key, DateTimeOffset start, DateTimeOffset end)
    {
        var left = end - context.State.Counters.Now;
        if (_calls is { } calls && context.State.Counters.Period(key).Used(start) >= calls)
        {
            throw Refuse(context, "Out of call volume quota.", left);
        }

        if (_kilobytes is { } kilobytes && context.State.Counters.Period($"{key}|bytes").Used(start) >= kilobytes * 1024L)
        {
            throw Refuse(context, "Out of bandwidth quota.", left);
        }
    }

    private GatewayException Refuse(PolicyContext context, string what, TimeSpan left) =>
        LimitOutputs.Refuse(
            node,
            context,
            new(
                StatusCodes.Status403Forbidden,
                "QuotaExceeded",
                $"{what} Quota will be replenished in {left:hh\\:mm\\:ss}.",
                (int)Math.Ceiling(left.TotalSeconds)
            )
        );

    private (DateTimeOffset Start, DateTimeOffset End) Period(DateTimeOffset now)
    {
        // Year one, https://learn.microsoft.com/azure/api-management/quota-by-key-policy#attributes
        var first = node.Text("first-period-start") is { } text ? XmlConvert.ToDateTimeOffset(text) : DateTimeOffset.MinValue;
        if (_period == 0)
        {
            return (first, DateTimeOffset.MaxValue);
        }

        var length = TimeSpan.FromSeconds(_period);
        var start = first + (length * Math.Floor((now - first) / length));
        return (start, start + length);
    }
}
