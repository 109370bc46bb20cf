namespace LocalAzure.FunctionsHost;

/// <summary>A functions app folder as the host sees it: host.json and one function.json per direct child folder.</summary>
internal sealed record FunctionsApp
{
    /// <summary>The folder that holds host.json; the handler's <c>FUNCTIONS_APP_ROOT_PATH</c>.</summary>
    public required string Folder { get; init; }

    public required HostSettings Host { get; init; }

    public required IReadOnlyList<FunctionDefinition> Functions { get; init; }

    public IEnumerable<FunctionDefinition> TriggeredBy(string type) => Functions.Where(function => function.Trigger.Is(type));

    /// <summary>Reads the folder.</summary>
    /// <exception cref="HostStartException">Anything in it is wrong or not simulated; lists all of it.</exception>
    public static FunctionsApp Load(string folder, AppSettings settings)
    {
        var faults = new List<string>();
        var host = new HostJsonReader(folder, settings, faults).Read();
        var functions = ReadFunctions(folder, settings, faults);
        if (host is not null)
        {
            faults.AddRange(Unregistered(host, functions));
        }

        if (host is not null && faults.Count == 0 && functions.Count == 0)
        {
            faults.Add($"{folder}: no function found; the host would never start the handler.");
        }

        return host is not null && faults.Count == 0
            ? new FunctionsApp { Folder = folder, Host = host, Functions = functions }
            : throw new HostStartException(faults);
    }

    private static List<FunctionDefinition> ReadFunctions(string folder, AppSettings settings, List<string> faults)
    {
        var reader = new FunctionJsonReader(settings, faults);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder)
                .Where(child => File.Exists(Path.Combine(child, "function.json")))
                .Order(StringComparer.Ordinal)
                .Select(reader.Read)
                .OfType<FunctionDefinition>()]
            : [];
    }

    private static IEnumerable<string> Unregistered(HostSettings host, IEnumerable<FunctionDefinition> functions) =>
        host.HasExtensionBundle
            ? []
            : functions.SelectMany(function => function.Outputs.Prepend(function.Trigger).Select(binding => (function, binding)))
                .Where(pair => HostBindings.NeedsBundle(pair.binding.Type))
                .Select(pair => $"{pair.function.Name}: the binding type(s) '{pair.binding.Type}' are not registered; host.json needs the extension bundle.");
}
