using System.Globalization;
using System.Text.Json;

namespace Functions.Host;

/// <summary>What this program needs to know of host.json.</summary>
internal sealed record HostSettings
{
    /// <summary>After how many tries the host moves a message to the poison queue.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>After how long the host kills this process.</summary>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long queue and timer functions may take: well below the time after which the host kills this process.</summary>
    public TimeSpan LongDeadline => FunctionTimeout > TimeSpan.FromMinutes(2) ? FunctionTimeout - TimeSpan.FromMinutes(1) : FunctionTimeout / 2;

    /// <summary>Reads host.json of <paramref name="folder"/>; app settings named <c>AzureFunctionsJobHost__…</c> win, as they do for the host.</summary>
    public static HostSettings Read(string folder, Func<string, string?> environment)
    {
        var path = Path.Combine(folder, "host.json");
        var root = File.Exists(path) && WireValue.TryParse(File.ReadAllText(path), out var parsed) ? parsed : default;
        var fallback = new HostSettings();
        return new HostSettings
        {
            MaxDequeueCount = int.TryParse(Find("extensions", "queues", "maxDequeueCount"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
                ? count
                : fallback.MaxDequeueCount,
            FunctionTimeout = TimeSpan.TryParse(Find("functionTimeout"), CultureInfo.InvariantCulture, out var timeout) && timeout > TimeSpan.Zero
                ? timeout
                : fallback.FunctionTimeout,
        };

        string? Find(params string[] keys) =>
            environment($"AzureFunctionsJobHost__{string.Join("__", keys)}") ?? TextOf(keys.Aggregate(root, WireValue.Property));
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.String => value.GetString(),
        _ => null,
    };
}
