using Importer.Health;
using Importer.Reports;

namespace Cli.Output;

/// <summary>Writes a round of test calls for people.</summary>
internal static class HealthText
{
    /// <summary>Writes the whole.</summary>
    public static void Write(Screen screen, HealthSnapshot round, string service)
    {
        var (healthy, unhealthy, pending, throttled, skipped) = round.Summary;
        screen.Line(
            ($"Test calls through {service}: ", Ink.Strong),
            ($"{healthy} healthy, {unhealthy} unhealthy, {pending} pending, {throttled} throttled, {skipped} skipped", Ink.Plain)
        );
        if (round.Error is { } error)
        {
            screen.Indented(2, 4, ("stopped: ", Ink.Red), (Wording.Of(error), Ink.Plain));
        }

        foreach (var check in round.Checks)
        {
            Write(screen, check);
        }

        foreach (var aside in round.SetAside)
        {
            screen.Indented(
                2,
                6,
                ("not called: ", Ink.Faint),
                (DisplayText.ShortOf(aside.Deployment), Ink.Strong),
                ($": {Wording.Of(aside.Reason)}", Ink.Plain)
            );
        }
    }

    /// <summary>One verdict, with its cause and what to do.</summary>
    public static void Write(Screen screen, HealthCheck check)
    {
        var ink = check.Status switch
        {
            ProbeStatus.Healthy => Ink.Green,
            ProbeStatus.Unhealthy => Ink.Red,
            _ => Ink.Yellow,
        };
        screen.Indented(
            2,
            6,
            ($"{DisplayText.Of(check.Status)} ", ink),
            (DisplayText.ShortOf(check.Deployment), Ink.Strong),
            ($" through {check.Api}{(check.LatencyMs is { } ms ? $" in {ms} ms" : "")}", Ink.Plain)
        );
        if (check.Status != ProbeStatus.Healthy && check.Cause is { } cause)
        {
            screen.Indented(6, 6, (Wording.Of(cause), Ink.Plain));
        }

        if (check.Status != ProbeStatus.Healthy && check.Fix is { } fix)
        {
            screen.Indented(6, 8, ("to do: ", Ink.Faint), (Wording.Of(fix), Ink.Plain));
        }
    }
}
