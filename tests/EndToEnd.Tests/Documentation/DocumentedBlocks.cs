using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Documentation;

/// <summary>A block of a page, as a reader copies it.</summary>
/// <param name="Page">The page, from the repository's root.</param>
/// <param name="Text">Its lines, without the indentation of a list.</param>
internal sealed record DocumentedBlock(string Page, string Text)
{
    /// <summary>The first line, which names the block here.</summary>
    public string First => Text.Split('\n', 2)[0];
}

/// <summary>The blocks of the pages that a newcomer follows.</summary>
internal static partial class DocumentedBlocks
{
    public const string Readme = "README.md";
    public const string Quickstart = "docs/quickstart-local.md";

    public static string Root { get; } = FindRoot();

    public static string Read(string page) => File.ReadAllText(Path.Combine(Root, page)).ReplaceLineEndings("\n");

    public static IReadOnlyList<DocumentedBlock> Of(string page) =>
        [
            .. Fence()
                .Matches(Read(page))
                .Select(fence => new DocumentedBlock(
                    page,
                    fence.Groups["text"].Value.Replace($"\n{fence.Groups["in"].Value}", "\n").Trim()
                )),
        ];

    /// <summary>The block that begins with <paramref name="first"/>, which is the whole line.</summary>
    public static DocumentedBlock Single(string page, string first) => Of(page).Single(block => block.First == first);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Functions.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^(?<in> *)```\w*(?<text>\n.*?\n) *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
