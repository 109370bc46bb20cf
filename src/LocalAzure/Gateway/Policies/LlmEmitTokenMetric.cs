using LocalAzure.Gateway.Documents;
using LocalAzure.Gateway.Llm;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Sends token counts as custom metrics, when a diagnostic with metrics is there to carry them. Streamed answers count only
/// when the caller asked for the usage chunk. https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy
/// </summary>
internal sealed class LlmEmitTokenMetric(string space, IReadOnlyList<(string Name, PolicyValue? Value)> dimensions) : Policy
{
    /// <summary>https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy#limits-for-custom-metrics</summary>
    private const int MostCustomDimensions = 5;

    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("llm-emit-token-metric")
            {
                Attributes = [new("namespace")],
                Elements =
                [
                    new ElementShape("dimension")
                    {
                        Attributes = [new("name") { Required = true }, new("value") { Expression = true }],
                        Least = 1,
                    },
                ],
            },
            Sections = PolicySections.Inbound,
            Source = "https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy",
            Also = FaultsOf,
            Make = static node => new LlmEmitTokenMetric(
                node.Text("namespace") ?? "API Management",
                [.. node.Children("dimension").Select(dimension => (dimension.Text("name")!, dimension.Value("value")))]
            ),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (context.Prompt is not null && context.Snapshot.Diagnostics.EmitsMetrics(context.Api))
        {
            context.WhenAnswered.Add(
                (usage, _) =>
                {
                    Emit(context, usage);
                    return Task.CompletedTask;
                }
            );
            context.WhenStreamed.Add(usage => Emit(context, usage));
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<string> FaultsOf(PolicyNode node)
    {
        var own = node.Children("dimension").Where(dimension => dimension.Text("value") is not null).ToList();
        if (own.Count > MostCustomDimensions)
        {
            yield return $"at most {MostCustomDimensions} custom dimensions may be there";
        }

        foreach (
            var dimension in node.Children("dimension").Except(own).Where(dimension => !DefaultDimensions.Knows(dimension.Text("name")))
        )
        {
            yield return $"dimension '{dimension.Text("name")}' needs a value; only {string.Join(", ", DefaultDimensions.Names)} have their own";
        }
    }

    private void Emit(PolicyContext context, LlmUsage usage)
    {
        if (usage.Reported is not { } report)
        {
            return;
        }

        var filled = dimensions.ToDictionary(
            pair => pair.Name,
            pair => pair.Value?.Text(context) ?? DefaultDimensions.Value(pair.Name, context)
        );
        context.State.Metrics.Add(space, "Total Tokens", report.Prompt + report.Completion, filled);
        context.State.Metrics.Add(space, "Prompt Tokens", report.Prompt, filled);
        context.State.Metrics.Add(space, "Completion Tokens", report.Completion, filled);
    }
}
