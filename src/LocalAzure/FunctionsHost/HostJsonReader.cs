using System.Globalization;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Reads host.json by the host's own rules and collects every fault.
/// https://learn.microsoft.com/azure/azure-functions/functions-host-json
/// </summary>
internal sealed class HostJsonReader(string folder, AppSettings settings, List<string> faults)
{
    // Any value may be overridden by an app setting of this prefix.
    // https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values
    private const string OverridePrefix = "AzureFunctionsJobHost__";

    // What these would change on the wire is not simulated, so they are refused rather than ignored.
    private static readonly string[] Refused =
    [
        "customHandler",
        "configurationProfile",
        "httpWorker",
        "retry",
        "extensions:eventGrid",
        "concurrency",
    ];

    private readonly string _file = Path.Combine(folder, "host.json");

    private IConfigurationRoot _json = new ConfigurationBuilder().Build();

    public HostSettings? Read()
    {
        if (!TryLoad())
        {
            return null;
        }

        Expect(_json["version"] == "2.0", "'version' must be exactly \"2.0\"");
        foreach (var section in Refused)
        {
            Expect(!_json.GetSection(section).Exists(), $"'{section.Replace(':', '.')}' is not simulated; remove it");
        }

        return new HostSettings
        {
            // Default 30 minutes outside the Consumption plan; -1 is unbounded.
            // https://learn.microsoft.com/azure/azure-functions/functions-scale#timeout
            FunctionTimeout = _json["functionTimeout"] is "-1" or "-1:00:00"
                ? Timeout.InfiniteTimeSpan
                : Span("functionTimeout", TimeSpan.FromMinutes(30)),
            RoutePrefix = _json["extensions:http:routePrefix"] ?? "api",
            Queues = Queues(),
        };
    }

    private bool TryLoad()
    {
        try
        {
            var overrides = settings
                .All.Where(pair => pair.Key.StartsWith(OverridePrefix, StringComparison.OrdinalIgnoreCase))
                .Select(pair =>
                    KeyValuePair.Create(pair.Key[OverridePrefix.Length..].Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value)
                );
            using var text = File.OpenRead(_file);
            _json = new ConfigurationBuilder().AddJsonStream(text).AddInMemoryCollection(overrides).Build();
            return true;
        }
        catch (IOException)
        {
            faults.Add($"{_file}: not found; build or publish the app first, or name the published folder with --app DIR.");
        }
        catch (FormatException problem)
        {
            faults.Add($"{_file}: not JSON ({problem.InnerException?.Message ?? problem.Message})");
        }
        catch (InvalidDataException problem)
        {
            faults.Add($"{_file}: {problem.Message}");
        }

        return false;
    }

    private QueueSettings Queues()
    {
        const string Section = "extensions:queues:";
        // Defaults and ranges: https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#hostjson-settings
        var batch = Number(Section + "batchSize", 16, 1, 32);
        var encoding = _json[Section + "messageEncoding"] ?? "base64";
        Expect(encoding is "base64" or "none", $"'extensions.queues.messageEncoding' is \"{encoding}\"; it must be \"base64\" or \"none\"");
        return new QueueSettings
        {
            BatchSize = batch,
            NewBatchThreshold = Number(Section + "newBatchThreshold", batch / 2 * Environment.ProcessorCount, 0, 1000),
            MaxDequeueCount = Number(Section + "maxDequeueCount", 5, 1, int.MaxValue),
            VisibilityTimeout = Span(Section + "visibilityTimeout", TimeSpan.Zero),
            MaxPollingInterval = Span(Section + "maxPollingInterval", TimeSpan.FromMinutes(1)),
            Base64 = encoding == "base64",
        };
    }

    private int Number(string key, int otherwise, int least, int most)
    {
        var text = _json[key];
        var number = otherwise;
        var good = text is null || (int.TryParse(text, CultureInfo.InvariantCulture, out number) && number >= least && number <= most);
        Expect(good, $"'{key.Replace(':', '.')}' is \"{text}\"; it must be a number from {least} to {most}");
        return number;
    }

    private TimeSpan Span(string key, TimeSpan otherwise)
    {
        var text = _json[key];
        var span = otherwise;
        var good = text is null || (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out span) && span >= TimeSpan.Zero);
        Expect(good, $"'{key.Replace(':', '.')}' is \"{text}\"; it must be a time span such as \"00:05:00\"");
        return span;
    }

    private void Expect(bool good, string otherwise)
    {
        if (!good)
        {
            faults.Add($"{_file}: {otherwise}.");
        }
    }
}
