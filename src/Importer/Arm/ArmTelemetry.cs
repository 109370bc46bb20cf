using System.Diagnostics.Metrics;

namespace Importer.Arm;

/// <summary>Counts the calls to Resource Manager.</summary>
public static class ArmTelemetry
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "foundry_apim.arm";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("foundry_apim.arm.calls", "{call}", "Calls to Resource Manager, by method and status.");

    private static readonly Counter<long> Throttled = Meter.CreateCounter<long>("foundry_apim.arm.throttled", "{call}", "Calls that Resource Manager answered with 429.");

    internal static void Count(string method, int status)
    {
        Calls.Add(1, new("method", method), new("status", status));
        if (status == 429)
        {
            Throttled.Add(1, new KeyValuePair<string, object?>("method", method));
        }
    }
}
