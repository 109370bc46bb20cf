using System.Diagnostics.Metrics;
using Importer.Telemetry;

namespace Importer.Arm;

/// <summary>Counts the calls to Resource Manager.</summary>
internal static class ArmTelemetry
{
    private static readonly Counter<long> Calls = Meters.Own.CreateCounter<long>("foundry_apim.arm.calls", "{call}", "Calls to Resource Manager, by method and status.");

    private static readonly Counter<long> Throttled = Meters.Own.CreateCounter<long>("foundry_apim.arm.throttled", "{call}", "Calls that Resource Manager answered with 429.");

    public static void Count(string method, int status)
    {
        Calls.Add(1, new("method", method), new("status", status));
        if (status == 429)
        {
            Throttled.Add(1, new KeyValuePair<string, object?>("method", method));
        }
    }
}
