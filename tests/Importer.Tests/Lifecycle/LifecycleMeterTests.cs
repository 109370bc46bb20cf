using System.Diagnostics.Metrics;
using Importer.Foresight;
using Importer.Lifecycle;
using Importer.Reports;
using Importer.Tests.Builders;

namespace Importer.Tests.Lifecycle;

public sealed class LifecycleMeterTests
{
    [Fact]
    public void Days_are_measured_for_what_is_ahead_and_for_nothing_else()
    {
        var measured = new List<(long Days, string Deployment, string Outlook)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) => listening.EnableMeasurementEvents(instrument),
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, days, tags, _) =>
            {
                if (
                    instrument.Name == "foundry_apim.deployment.days_left"
                    && ((string)tags[0].Value!).StartsWith("measured", StringComparison.Ordinal)
                )
                {
                    measured.Add((days, (string)tags[0].Value!, (string)tags[1].Value!));
                }
            }
        );
        listener.Start();

        LifecycleMeter.Set(
            new LifecycleReport
            {
                GeneratedAt = DateTimeOffset.UnixEpoch,
                Deployments =
                [
                    One("stops", RetirementOutlook.Stops, 12),
                    One("becomes", RetirementOutlook.Becomes, 99),
                    One("past", RetirementOutlook.Past, 0),
                    One("undated", RetirementOutlook.NoDate, null),
                    One("unread", RetirementOutlook.Unread, null),
                ],
            }
        );

        Assert.Equal([(12, "measured/stops", "stops"), (99, "measured/becomes", "becomes")], measured);
    }

    private static Retirement One(string name, RetirementOutlook outlook, int? days) =>
        new()
        {
            Deployment = AnAccount.Id("measured").Child("deployments", name).Value,
            Model = "m",
            Outlook = outlook,
            DaysLeft = days,
            Sentence = "",
        };
}
