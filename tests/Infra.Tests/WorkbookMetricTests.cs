using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Importer.Foresight;
using Importer.Lifecycle;
using Importer.Reports;

namespace Infra.Tests;

/// <summary>Metrics that the workbook asks for are measured, with the attributes that it reads.</summary>
public sealed class WorkbookMetricTests
{
    [Fact]
    public void Metrics_of_the_workbook_are_measured_with_their_attributes()
    {
        var measured = new Dictionary<string, HashSet<string>>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == "foundry_apim")
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, _, tags, _) => measured[instrument.Name] = [.. tags.ToArray().Select(tag => tag.Key)]
        );
        listener.Start();
        LifecycleMeter.Set(
            new LifecycleReport
            {
                GeneratedAt = DateTimeOffset.UnixEpoch,
                Deployments =
                [
                    new Retirement
                    {
                        Deployment = "d",
                        Model = "m",
                        Outlook = RetirementOutlook.Stops,
                        DaysLeft = 3,
                        Sentence = "",
                    },
                ],
            }
        );

        var queries = JsonNode.Parse(InfraFiles.Read("infra/workbook.json"))!["items"]!
            .AsArray()
            .Select(item => (string?)item!["content"]!["query"])
            .OfType<string>()
            .Where(query => query.StartsWith("customMetrics", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(queries);
        Assert.All(
            queries,
            query =>
            {
                var name = Assert.Single(InfraFiles.All(query, "name == \"([^\"]+)\""));
                Assert.Contains(name, measured.Keys);
                Assert.Subset(measured[name], new HashSet<string>(InfraFiles.All(query, @"customDimensions\.(\w+)")));
            }
        );
    }
}
