using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class EmitTokenMetricTests
{
    [Fact]
    public void Default_dimensions_need_no_value() =>
        Golden.Is(
            """
            <llm-emit-token-metric namespace="models">
              <dimension name="API ID" />
              <dimension name="Client" value="@(context.Request.IpAddress)" />
            </llm-emit-token-metric>
            """,
            new EmitTokenMetric { Namespace = "models", Dimensions = [new("API ID"), new("Client", "@(context.Request.IpAddress)")] }
        );

    [Fact]
    public void What_the_service_would_refuse_is_refused()
    {
        Golden.Refuses("at least one", new EmitTokenMetric { Dimensions = [] });
        Golden.Refuses("'Team' needs a value", new EmitTokenMetric { Dimensions = [new("Team")] });
        Golden.Refuses(
            "at most 5",
            new EmitTokenMetric { Dimensions = [.. Enumerable.Range(1, 6).Select(number => new MetricDimension($"d{number}", "v"))] }
        );
    }

    [Fact]
    public void Default_dimensions_do_not_count_towards_the_five() =>
        Assert.Equal(
            13,
            new EmitTokenMetric
            {
                Dimensions =
                [
                    .. MetricDimension.DefaultNames.Select(name => new MetricDimension(name)),
                    .. Enumerable.Range(1, 5).Select(number => new MetricDimension($"d{number}", "v")),
                ],
            }
                .ToXml()
                .Elements()
                .Count()
        );
}
