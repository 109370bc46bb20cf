using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Makes the app's functions out of what the worker lists. A function with a mistake is switched off and the rest runs, as in the
/// host; what this stand-in does not drive is refused by name.
/// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Host/WorkerFunctionMetadataProvider.cs
/// </summary>
internal sealed partial class FunctionIndex(string folder, AppSettings settings, List<string> refusals)
{
    // An app setting may stand in for these.
    private static readonly string[] Resolvable = ["schedule", "queueName", "route"];

    private readonly HashSet<string> _extensions = ReadExtensions(folder);

    public IReadOnlyList<FunctionDefinition> Read(IEnumerable<RpcFunctionMetadata> functions) =>
        [.. functions.OrderBy(function => function.Name, StringComparer.Ordinal).Select(Read)];

    private FunctionDefinition Read(RpcFunctionMetadata function)
    {
        var errors = new List<string>();
        Expect(
            errors,
            FunctionName().IsMatch(function.Name) && !function.Name.Equals("host", StringComparison.OrdinalIgnoreCase),
            $"'{function.Name}' is not a valid function name"
        );
        var bindings = function.RawBindings.Select(raw => Binding(function.Name, raw, errors)).ToList();
        Expect(errors, bindings.DistinctBy(binding => binding.Name).Count() == bindings.Count, "two bindings have the same name");
        var triggers = bindings.Where(binding => HostBindings.IsTrigger(binding.Type)).ToList();
        Expect(errors, triggers.Count == 1, $"expected exactly one trigger binding, found {triggers.Count}");
        return new FunctionDefinition
        {
            Name = function.Name,
            Trigger = triggers.FirstOrDefault() ?? Nothing,
            Outputs = [.. bindings.Where(binding => binding.Direction == "out")],
            Retry = function.RetryOptions,
            Error = errors.Count == 0 ? null : string.Join("; ", errors),
            IsDisabled = bool.TryParse(settings[$"AzureWebJobs.{function.Name}.Disabled"], out var off) && off,
        };
    }

    private static FunctionBinding Nothing { get; } =
        new()
        {
            Type = "none",
            Name = "none",
            Direction = "in",
            Json = [],
            Raw = [],
        };

    private FunctionBinding Binding(string function, string raw, List<string> errors)
    {
        var entry = Parse(raw, errors);
        var binding = new FunctionBinding
        {
            Type = (string?)entry["type"] ?? "",
            Name = (string?)entry["name"] ?? "",
            Direction = ((string?)entry["direction"] ?? "in").Equals("out", StringComparison.OrdinalIgnoreCase) ? "out" : "in",
            Json = Resolved(entry, errors),
            Raw = entry,
        };
        if (!HostBindings.IsSimulated(binding.Type))
        {
            refusals.Add(
                $"{function}: binding type '{binding.Type}' is not simulated; simulated are {string.Join(", ", HostBindings.Names)}."
            );
        }
        else if (entry["properties"]?["supportsDeferredBinding"]?.ToString() is "True" or "true" && binding.Is(HostBindings.QueueTrigger))
        {
            refusals.Add(
                $"{function}: a queue trigger's parameter of an SDK type (QueueMessage, BinaryData) is not simulated; take a string, bytes or a record."
            );
        }

        Check(binding, errors);
        return binding;
    }

    private void Check(FunctionBinding binding, List<string> errors)
    {
        Expect(errors, BindingName().IsMatch(binding.Name), $"'{binding.Name}' is not a valid binding name");
        Expect(
            errors,
            HostBindings.ExtensionOf(binding.Type) is not { } extension || _extensions.Contains(extension),
            $"the binding type(s) '{binding.Type}' are not registered; extensions.json and the folder .azurefunctions must hold its extension"
        );
        var queue = binding.Type is HostBindings.QueueTrigger or HostBindings.Queue;
        Expect(
            errors,
            !queue || QueueName().IsMatch(binding.Text("queueName") ?? ""),
            $"'{binding.Text("queueName")}' is not a valid queue name (path expressions in queue names are not simulated)"
        );
        if (binding.Is(HostBindings.TimerTrigger) && TimerSchedule.TryParse(binding.Text("schedule") ?? "") is null)
        {
            errors.Add(
                $"'{binding.Text("schedule")}' is not a schedule; write six NCRONTAB fields such as '0 */15 * * * *', or a time span"
            );
        }
    }

    private static JsonObject Parse(string raw, List<string> errors)
    {
        try
        {
            if (JsonNode.Parse(raw, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is JsonObject json)
            {
                return json;
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        errors.Add("a binding is not a JSON object, or has the same name twice");
        return [];
    }

    private JsonObject Resolved(JsonObject entry, List<string> errors)
    {
        var json = entry.DeepClone().AsObject();
        foreach (var property in Resolvable)
        {
            if ((string?)json[property] is { } text)
            {
                var value = settings.Resolve(text, out var missing);
                Expect(errors, missing is null, $"'%{missing}%' does not resolve to a value; add the app setting '{missing}'");
                json[property] = property == "queueName" ? Lower(value) : value;
            }
        }

        return json;
    }

    // The extensions that the app brings along: without the hidden folder the host knows none of them.
    private static HashSet<string> ReadExtensions(string folder)
    {
        var file = Path.Combine(folder, "extensions.json");
        if (!File.Exists(file) || !Directory.Exists(Path.Combine(folder, ".azurefunctions")))
        {
            return [];
        }

        var listed = JsonNode.Parse(File.ReadAllText(file))?["extensions"] as JsonArray ?? [];
        return listed.Select(one => (string?)one?["name"] ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static string Lower(string name) => string.Create(name.Length, name, (span, text) => text.AsSpan().ToLowerInvariant(span));

    private static void Expect(List<string> errors, bool good, string otherwise)
    {
        if (!good)
        {
            errors.Add(otherwise);
        }
    }

    // Both patterns: https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Utility.cs
    [GeneratedRegex(@"^[a-z][a-z0-9_\-]{0,127}$", RegexOptions.IgnoreCase)]
    private static partial Regex FunctionName();

    [GeneratedRegex(@"^([a-zA-Z][a-zA-Z0-9]{0,127}|\$return)$")]
    private static partial Regex BindingName();

    // https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata#queue-names
    [GeneratedRegex("^[a-z0-9](-?[a-z0-9])+$")]
    private static partial Regex QueueName();
}
