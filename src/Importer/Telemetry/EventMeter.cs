using System.Diagnostics.Metrics;

namespace Importer.Telemetry;

/// <summary>Counts the events that arrive.</summary>
public static class EventMeter
{
    private static readonly Counter<long> Received = Meters.Own.CreateCounter<long>(
        "foundry_apim.event.received",
        "{event}",
        "Events that arrived, by outcome: taken or leftAlone."
    );

    private static readonly Histogram<double> Lag = Meters.Seconds(
        "foundry_apim.event.lag",
        "From the moment an event tells of to its arrival."
    );

    /// <summary>Counts one event.</summary>
    /// <param name="taken">True when it asks for an import; false when it is left alone.</param>
    /// <param name="lag">How old it was when it arrived; null when it does not say.</param>
    public static void Count(bool taken, TimeSpan? lag)
    {
        Received.Add(1, new KeyValuePair<string, object?>("outcome", taken ? "taken" : "leftAlone"));
        if (lag is { } late)
        {
            Lag.Record(late.TotalSeconds);
        }
    }
}
