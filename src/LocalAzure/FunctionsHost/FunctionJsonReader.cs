using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Reads one function.json by the host's own rules; a fault names the file and the way out.
/// https://learn.microsoft.com/azure/azure-functions/functions-reference#functionjson
/// </summary>
internal sealed partial class FunctionJsonReader(AppSettings settings, List<string> faults)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The function of that folder; null when it is disabled or faulty.</summary>
    public FunctionDefinition? Read(string folder)
    {
        var name = Path.GetFileName(folder);
        var file = Path.Combine(folder, "function.json");
        if (Parse(file) is not { } json || IsDisabled(name, json))
        {
            return null;
        }

        var before = faults.Count;
        Expect(FunctionName().IsMatch(name) && !name.Equals("host", StringComparison.OrdinalIgnoreCase), file, $"'{name}' is not a valid function name");
        Expect(!json.ContainsKey("retry"), file, "'retry' is not simulated; remove it");
        Expect(Directory.GetFiles(folder).Length == 1, file, "keep only function.json in the folder; another file would become the script file");

        var bindings = Bindings(file, json);
        var triggers = bindings.Where(binding => HostBindings.IsTrigger(binding.Type)).ToList();
        Expect(triggers.Count == 1, file, $"expected exactly one trigger binding, found {triggers.Count}");
        return faults.Count > before
            ? null
            : new FunctionDefinition { Name = name, Trigger = triggers[0], Outputs = [.. bindings.Where(binding => binding.Direction == "out")] };
    }

    private JsonObject? Parse(string file)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllText(file), documentOptions: Lenient) is JsonObject json)
            {
                return json;
            }

            faults.Add($"{file}: not a JSON object.");
        }
        catch (JsonException problem)
        {
            faults.Add($"{file}: not JSON ({problem.Message})");
        }

        return null;
    }

    // https://learn.microsoft.com/azure/azure-functions/disable-function
    private bool IsDisabled(string name, JsonObject json) =>
        (json["disabled"] is JsonValue flag && flag.TryGetValue<bool>(out var disabled) && disabled)
        || (bool.TryParse(settings[$"AzureWebJobs.{name}.Disabled"], out var off) && off);

    private List<FunctionBinding> Bindings(string file, JsonObject json)
    {
        var bindings = new List<FunctionBinding>();
        foreach (var entry in (json["bindings"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            var binding = new FunctionBinding
            {
                Type = (string?)entry["type"] ?? "",
                Name = (string?)entry["name"] ?? "",
                Direction = (string?)entry["direction"] ?? "in",
                Json = Resolved(file, entry),
            };
            Check(file, binding);
            bindings.Add(binding);
        }

        return bindings;
    }

    private void Check(string file, FunctionBinding binding)
    {
        Expect(HostBindings.IsSimulated(binding.Type), file,
            $"binding type '{binding.Type}' is not simulated; simulated are {string.Join(", ", HostBindings.Names)}");
        Expect(BindingName().IsMatch(binding.Name), file, $"'{binding.Name}' is not a valid binding name");
        Expect(binding.Direction is "in" or "out", file, $"binding direction '{binding.Direction}' is not simulated");
        Expect(binding.Name != "$return", file, "the binding name '$return' is not simulated; name the output and use 'Outputs'");
        var needed = binding.Type switch
        {
            HostBindings.QueueTrigger or HostBindings.Queue => "queueName",
            HostBindings.TimerTrigger => "schedule",
            _ => null,
        };
        Expect(needed is null || !string.IsNullOrEmpty(binding.Text(needed)), file, $"binding '{binding.Name}' has no '{needed}'");
        Expect(needed != "queueName" || QueueName().IsMatch(binding.Text("queueName") ?? ""), file,
            $"'{binding.Text("queueName")}' is not a valid queue name (path expressions in queue names are not simulated)");
    }

    // The values an app setting may stand in for; queue names are lower-cased.
    private JsonObject Resolved(string file, JsonObject entry)
    {
        var json = entry.DeepClone().AsObject();
        foreach (var property in new[] { "schedule", "queueName", "route" })
        {
            if ((string?)json[property] is { } text)
            {
                try
                {
                    var value = settings.Resolve(text, file);
                    json[property] = property == "queueName" ? Lower(value) : value;
                }
                catch (HostStartException problem)
                {
                    faults.AddRange(problem.Faults);
                }
            }
        }

        return json;
    }

    private static string Lower(string name) => string.Create(name.Length, name, (span, text) => text.AsSpan().ToLowerInvariant(span));

    private void Expect(bool good, string file, string otherwise)
    {
        if (!good)
        {
            faults.Add($"{file}: {otherwise}.");
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
