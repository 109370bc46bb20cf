using System.Globalization;

namespace Bench.Running;

/// <summary>What the system says of a process's memory, in megabytes; null where it does not say (/proc is Linux).</summary>
internal static class ProcessMemory
{
    public static double? Resident(int process) => Read(process, "VmRSS:");

    public static double? Peak(int process) => Read(process, "VmHWM:");

    private static double? Read(int process, string field)
    {
        var file = $"/proc/{process}/status";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal)) : null;
        return line is null
            ? null
            : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(), CultureInfo.InvariantCulture) / 1024;
    }
}
