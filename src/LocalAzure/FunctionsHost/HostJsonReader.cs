using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Reads host.json by the host's own rules and collects every fault.
/// https://learn.microsoft.com/azure/azure-functions/functions-host-json
/// https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#configuration
/// </summary>
internal sealed partial class HostJsonReader(string folder, AppSettings settings, List<string> faults)
{
    // Any value may be overridden by an app setting of this prefix.
    // https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values
    private const string OverridePrefix = "AzureFunctionsJobHost__";

    // What these would change on the wire is not simulated, so they are refused rather than ignored.
    private static readonly string[] Refused =
    [
        "customHandler:enableProxyingHttpRequest", "customHandler:port", "customHandler:http", "configurationProfile",
        "httpWorker", "retry", "extensions:eventGrid", "concurrency",
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
        Expect(!IsTrue("customHandler:enableForwardingHttpRequest"), "'customHandler.enableForwardingHttpRequest' is not simulated; set it to false");
        Expect(_json["customHandler:type"] is null or "http", "'customHandler.type' must be \"http\"");
        foreach (var section in Refused)
        {
            Expect(!_json.GetSection(section).Exists(), $"'{section.Replace(':', '.')}' is not simulated; remove it");
        }

        return new HostSettings
        {
            // Default 30 minutes outside the Consumption plan; -1 is unbounded.
            // https://learn.microsoft.com/azure/azure-functions/functions-scale#timeout
            FunctionTimeout = _json["functionTimeout"] is "-1" or "-1:00:00" ? Timeout.InfiniteTimeSpan : Span("functionTimeout", TimeSpan.FromMinutes(30)),
            Handler = Handler(),
            // https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/Configuration/HttpWorkerOptions.cs
            InitializationTimeout = Span("customHandler:initializationTimeout", TimeSpan.FromSeconds(30)),
            RoutePrefix = _json["extensions:http:routePrefix"] ?? "api",
            Queues = Queues(),
            HasExtensionBundle = _json["extensionBundle:id"] is not null && _json["extensionBundle:version"] is not null,
        };
    }

    private bool TryLoad()
    {
        try
        {
            var overrides = settings.All
                .Where(pair => pair.Key.StartsWith(OverridePrefix, StringComparison.OrdinalIgnoreCase))
                .Select(pair => KeyValuePair.Create(pair.Key[OverridePrefix.Length..].Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value));
            using var text = File.OpenRead(_file);
            _json = new ConfigurationBuilder().AddJsonStream(text).AddInMemoryCollection(overrides).Build();
            return true;
        }
        catch (IOException)
        {
            faults.Add($"{_file}: not found; build src/Functions first, or name the published folder with --app DIR.");
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

    private HandlerDescription Handler()
    {
        const string Description = "customHandler:description:";
        var executable = Expand(_json[Description + "defaultExecutablePath"] ?? "");
        Expect(executable.Length > 0, "WorkerDescription DefaultExecutablePath cannot be empty");

        var baseFolder = Path.Combine(folder, _json[Description + "workerDirectory"] ?? "");
        var arguments = Arguments(Description + "arguments")
            .Concat(_json[Description + "defaultWorkerPath"] is { Length: > 0 } script ? [Expand(script)] : [])
            .Concat(Arguments(Description + "workerArguments"));
        return new HandlerDescription
        {
            Executable = InFolder(baseFolder, executable),
            Arguments = [.. arguments],
            WorkingDirectory = Path.GetFullPath(Path.Combine(folder, _json[Description + "workingDirectory"] ?? "")),
        };
    }

    // Relative to the worker directory if the file is there, else left as it is and found on PATH.
    private static string InFolder(string baseFolder, string executable)
    {
        var inFolder = Path.Combine(baseFolder, executable);
        return File.Exists(inFolder) || File.Exists(inFolder + ".exe") ? Path.GetFullPath(inFolder) : executable;
    }

    // A list, or one app setting that holds the list as JSON.
    private IEnumerable<string> Arguments(string key) =>
        _json[key] is { Length: > 0 } text && text.StartsWith('[')
            ? JsonNode.Parse(text)!.AsArray().Select(argument => Expand((string?)argument ?? ""))
            : _json.GetSection(key).GetChildren().Select(argument => Expand(argument.Value ?? ""));

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

    private bool IsTrue(string key) => bool.TryParse(_json[key], out var value) && value;

    private string Expand(string text) =>
        EnvironmentReference().Replace(text, match => settings[match.Groups[1].Value] ?? "");

    private void Expect(bool good, string otherwise)
    {
        if (!good)
        {
            faults.Add($"{_file}: {otherwise}.");
        }
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex EnvironmentReference();
}
