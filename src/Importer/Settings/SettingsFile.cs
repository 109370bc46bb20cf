using System.Collections;
using Microsoft.Extensions.Configuration;

namespace Importer.Settings;

/// <summary>
/// <c>importer.json</c> beside <c>host.json</c>, overridden value by value by environment variables <c>Importer__A__B</c>,
/// which is what app settings become.
/// </summary>
/// <param name="Configuration">What file and environment say together.</param>
/// <param name="Faults">What kept the file from being read; empty when all is well or there is no file.</param>
public sealed record SettingsFile(IConfiguration Configuration, IReadOnlyList<SettingFault> Faults)
{
    /// <summary>The file's name.</summary>
    public const string Name = "importer.json";

    // The Functions host tells its worker where host.json is.
    // Source: https://github.com/Azure/azure-functions-host (worker process environment)
    private const string AppRoot = "FUNCTIONS_APPLICATION_DIRECTORY";
    private const string Prefix = "Importer__";

    /// <summary>Reads and checks the settings of this process: file and environment.</summary>
    public static SettingsResult Read() => Load(Folder(), Environment()).Check();

    /// <summary>The folder where the file is looked for: the app's root as the Functions host tells it, else the current directory.</summary>
    public static string Folder() => System.Environment.GetEnvironmentVariable(AppRoot) is { Length: > 0 } root ? root : Directory.GetCurrentDirectory();

    /// <summary>Loads the file in <paramref name="folder"/>, if there is one, and the environment of this process.</summary>
    public static SettingsFile Load(string folder) => Load(folder, Environment());

    /// <summary>Loads the file in <paramref name="folder"/>, if there is one, and the given environment over it.</summary>
    public static SettingsFile Load(string folder, IReadOnlyDictionary<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var path = Path.Combine(folder, Name);
        var builder = new ConfigurationBuilder();
        IReadOnlyList<SettingFault> faults = [];
        if (File.Exists(path))
        {
            var text = File.ReadAllBytes(path);
            faults = SettingsJson.Check(path, text);
            if (faults.Count == 0)
            {
                builder.AddJsonStream(new MemoryStream(text));
            }
        }

        builder.AddInMemoryCollection(environment
            .Where(variable => variable.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .Select(variable => KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), variable.Value)));
        return new(builder.Build(), faults);
    }

    /// <summary>The settings, or all faults; a file that could not be read is the only fault told, for the rest would follow from it.</summary>
    public SettingsResult Check() => Faults.Count > 0 ? new(null, Faults) : SettingsReader.Read(Configuration);

    private static Dictionary<string, string?> Environment() => System.Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value);
}
