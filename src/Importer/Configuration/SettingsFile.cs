using System.Collections;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Extensions.Configuration;

namespace Importer.Configuration;

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

    /// <summary>
    /// The folder where the file is looked for: the app's root as the Functions host tells it, else the current directory.
    /// </summary>
    public static string Folder() =>
        System.Environment.GetEnvironmentVariable(AppRoot) is { Length: > 0 } root ? root : Directory.GetCurrentDirectory();

    /// <summary>Loads the file in <paramref name="folder"/>, if there is one, and the environment of this process.</summary>
    public static SettingsFile Load(string folder) => Load(folder, Environment());

    /// <summary>Loads the file in <paramref name="folder"/>, if there is one, and the given environment over it.</summary>
    public static SettingsFile Load(string folder, IReadOnlyDictionary<string, string?> environment) =>
        LoadFile(Path.Combine(folder, Name), environment);

    /// <summary>Loads the file at <paramref name="path"/>, if there is one, and the given environment over it.</summary>
    public static SettingsFile LoadFile(string path, IReadOnlyDictionary<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
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

        builder.AddInMemoryCollection(
            environment
                .Where(variable => variable.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                .Select(variable => KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), variable.Value))
        );
        return new(builder.Build(), faults);
    }

    /// <summary>
    /// The settings, or all faults; a file that could not be read is the only fault told, for the rest would follow from it.
    /// </summary>
    public SettingsResult Check() => Faults.Count > 0 ? new(null, Faults) : SettingsReader.Read(Configuration);

    private static Dictionary<string, string?> Environment() =>
        System
            .Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value);
}

/// <summary>Checks the form of the settings file: JSON (comments and trailing commas allowed) with one object <c>Importer</c>.</summary>
internal static class SettingsJson
{
    private const string Root = "Importer";
    private const string Schema = "$schema";

    private static readonly JsonDocumentOptions Tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>What is wrong with the file as a whole; its path stands in for the place.</summary>
    public static IReadOnlyList<SettingFault> Check(string path, ReadOnlyMemory<byte> text)
    {
        if (!Utf8.IsValid(text.Span))
        {
            return [new(path, null, "is not UTF-8. Save the file as UTF-8.")];
        }

        try
        {
            using var document = JsonDocument.Parse(WithoutTag(text), Tolerant);
            return [.. CheckRoot(path, document.RootElement), .. CheckNames(document.RootElement, "")];
        }
        catch (JsonException problem)
        {
            // The exception's own text may quote the file, secrets included.
            return
            [
                new(
                    path,
                    null,
                    $"is not valid JSON at line {problem.LineNumber + 1}, column {problem.BytePositionInLine + 1}. Look there and just before for a missing comma, quote or bracket; save the file as UTF-8."
                ),
            ];
        }
        catch (InvalidOperationException)
        {
            return
            [
                new(
                    path,
                    null,
                    "holds half a character (an escape from \\ud800 to \\udfff that stands alone). Write the character itself."
                ),
            ];
        }
    }

    private static IEnumerable<SettingFault> CheckRoot(string path, JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object)
        {
            return [new(path, null, "must hold one JSON object: { \"Importer\": { … } }.")];
        }

        var others = root.EnumerateObject()
            .Select(member => member.Name)
            .Where(name => name != Schema && !name.Equals(Root, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (root.EnumerateObject().Any(member => member.Name.Equals(Root, StringComparison.OrdinalIgnoreCase)))
        {
            return others.Select(name => new SettingFault(
                name,
                null,
                "stands beside \"Importer\", where nothing is read. Move it inside."
            ));
        }

        return
        [
            new(
                path,
                null,
                others.Exists(name => name.StartsWith(Root, StringComparison.OrdinalIgnoreCase) && name.AsSpan().ContainsAny(':', '_'))
                    ? "has app settings' names in it. In the file settings are nested: { \"Importer\": { \"Discovery\": { … } } }."
                    : "has no object \"Importer\". Put everything inside it: { \"Importer\": { … } }."
            ),
        ];
    }

    /// <summary>
    /// Names given twice in one object, case ignored (which of the two holds would be chance), and names that hold a path.
    /// </summary>
    private static IEnumerable<SettingFault> CheckNames(JsonElement element, string path) =>
        element.ValueKind switch
        {
            JsonValueKind.Object =>
            [
                .. element
                    .EnumerateObject()
                    .GroupBy(member => member.Name, StringComparer.OrdinalIgnoreCase)
                    .Where(group => group.Skip(1).Any())
                    .Select(group => new SettingFault(
                        Join(path, group.First().Name),
                        null,
                        "is given twice (case does not count). Keep one."
                    )),
                .. element
                    .EnumerateObject()
                    .Where(member => member.Name.Contains(':', StringComparison.Ordinal))
                    .Select(member => new SettingFault(
                        Join(path, member.Name),
                        null,
                        "has a colon in its name. In the file settings are nested objects."
                    )),
                .. element.EnumerateObject().SelectMany(member => CheckNames(member.Value, Join(path, member.Name))),
            ],
            JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => CheckNames(item, $"{path}:{index}")),
            JsonValueKind.String => Decoded(element),
            _ => [],
        };

    // Half a character throws here, and not where the value is read.
    private static SettingFault[] Decoded(JsonElement text)
    {
        _ = text.GetString();
        return [];
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}:{name}";

    private static ReadOnlyMemory<byte> WithoutTag(ReadOnlyMemory<byte> text) =>
        text.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? text[3..] : text;
}
