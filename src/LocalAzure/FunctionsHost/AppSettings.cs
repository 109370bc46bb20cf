using System.Collections;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The app settings of the simulated function app: this process's environment, under the settings file's
/// <c>Values</c>, under what LocalAzure itself sets. Names are looked up in any case.
/// </summary>
internal sealed partial class AppSettings
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Later layers win over earlier ones; a colon in a name is written as two underscores.</summary>
    public AppSettings(params IEnumerable<IReadOnlyDictionary<string, string>> layers)
    {
        foreach (var (name, value) in layers.SelectMany(layer => layer))
        {
            _values[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }
    }

    /// <summary>Everything, as the worker's environment gets it.</summary>
    public IReadOnlyDictionary<string, string> All => _values;

    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>
    /// Replaces each <c>%Name%</c> by the setting's value; the first name that has none is told, and stays as it is.
    /// https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns#binding-expressions---app-settings
    /// </summary>
    public string Resolve(string text, out string? missing)
    {
        var unknown = SettingReference().Matches(text).Select(match => match.Groups[1].Value).FirstOrDefault(name => this[name] is null);
        missing = unknown;
        return SettingReference().Replace(text, match => this[match.Groups[1].Value] ?? match.Value);
    }

    /// <summary>This process's environment, which the host passes on to the worker.</summary>
    public static Dictionary<string, string> OfThisProcess()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            values[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return values;
    }

    /// <summary>
    /// Reads the <c>Values</c> of a settings file.
    /// https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file
    /// </summary>
    /// <exception cref="HostStartException">The file is missing, encrypted or not of that shape.</exception>
    public static IReadOnlyDictionary<string, string> ReadFile(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllText(path), HostJson.Lenient.SettingsFile);
            return file switch
            {
                { IsEncrypted: true } => throw new HostStartException([
                    $"{path}: encrypted settings are not simulated; run 'func settings decrypt' first.",
                ]),
                { Values: { } values } => values,
                _ => throw new HostStartException([
                    $"{path}: no 'Values' object; expected {{ \"IsEncrypted\": false, \"Values\": {{ … }} }}.",
                ]),
            };
        }
        catch (JsonException problem)
        {
            throw new HostStartException([$"{path}: not a settings file ({problem.Message}); every value must be a string."]);
        }
        catch (IOException)
        {
            throw new HostStartException([$"{path}: the settings file cannot be read; give another with --settings FILE."]);
        }
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex SettingReference();
}
