using System.Text.RegularExpressions;

namespace Importer.Reports;

/// <summary>Names of documents: folders and a file of plain letters, so that no name leads out of its store.</summary>
internal static partial class DocumentName
{
    /// <summary>The name itself, or <see cref="ArgumentException"/> when it is not one.</summary>
    public static string Checked(string name) => name.Length <= 512 && Pattern().IsMatch(name)
        ? name
        : throw new ArgumentException($"'{name}' is no document name: parts of letters, digits and ._;=@- with slashes between, none beginning with a dot.", nameof(name));

    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._;=@-]*(/[A-Za-z0-9_-][A-Za-z0-9._;=@-]*)*\z")]
    private static partial Regex Pattern();
}
