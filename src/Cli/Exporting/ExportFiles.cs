using System.Text.RegularExpressions;
using Importer.Apim;

namespace Cli.Exporting;

/// <summary>Files of an export by their path below its folder; folders are separated by slashes.</summary>
internal sealed class ExportFiles
{
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> All => _files;

    public void Add(string path, string content) => _files.Add(path, content);

    /// <summary>Writes them; a folder that holds something else is left alone.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var (path, content) in _files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, content, cancellationToken);
        }
    }
}

/// <summary>The parts of an artefact's id.</summary>
internal static partial class ArtefactId
{
    /// <summary>The names below the service or account, in their order: <c>product</c> and <c>API</c> of a link.</summary>
    public static IReadOnlyList<string> Names(ApimArtefact artefact) => [.. Below(artefact).Where((_, index) => index % 2 == 1)];

    /// <summary>The type with its provider, such as <c>Microsoft.ApiManagement/service/apis</c>.</summary>
    public static string Type(ApimArtefact artefact)
    {
        var at = artefact.Id.LastIndexOf("/providers/", StringComparison.OrdinalIgnoreCase) + "/providers/".Length;
        var parts = artefact.Id[at..].Split('/');
        return string.Join('/', parts.Where((_, index) => index == 0 || index % 2 == 1));
    }

    /// <summary>The name as a file's: letters, digits, dot, dash and underscore.</summary>
    public static string FileName(string name) => Other().Replace(name, "_");

    private static string[] Below(ApimArtefact artefact)
    {
        var at = artefact.Id.LastIndexOf("/providers/", StringComparison.OrdinalIgnoreCase) + "/providers/".Length;
        return artefact.Id[at..].Split('/')[3..];
    }

    [GeneratedRegex("[^A-Za-z0-9._-]", RegexOptions.CultureInvariant)]
    private static partial Regex Other();
}
