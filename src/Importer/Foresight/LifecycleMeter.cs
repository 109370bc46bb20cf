using System.Diagnostics.Metrics;
using Importer.Reports;
using Importer.Telemetry;

namespace Importer.Foresight;

/// <summary>Measures what is ahead.</summary>
internal static class LifecycleMeter
{
    private static readonly Gauge<long> DaysLeft = Meters.Own.CreateGauge<long>(
        "foundry_apim.deployment.days_left",
        "d",
        "Days until a deployment stops or becomes another model, by deployment and outlook; nothing where no date is known, and once the day has come."
    );

    /// <summary>Sets the days of every deployment whose day is ahead.</summary>
    public static void Set(LifecycleReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (var one in report.Deployments.Where(one => one.IsAhead))
        {
            DaysLeft.Record(
                one.DaysLeft!.Value,
                new("deployment", DisplayText.ShortOf(one.Deployment)),
                new("outlook", Meters.Word(one.Outlook))
            );
        }
    }
}
