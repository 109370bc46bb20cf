using System.Text.RegularExpressions;

namespace Infra.Tests;

/// <summary>Pages link to what is there, and the index of decisions lists them all.</summary>
public sealed partial class DocumentationTests
{
    /// <summary>Every page of the documentation.</summary>
    public static TheoryData<string> Pages =>
        [
            "README.md",
            "AGENTS.md",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "SECURITY.md",
            .. Directory
                .EnumerateFiles(Path.Combine(InfraFiles.Root, "docs"), "*.md", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(InfraFiles.Root, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_files_and_headings_that_there_are(string page)
    {
        var broken = Link()
            .Matches(InfraFiles.Read(page))
            .Select(link => link.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal) && !Leads(page, link));

        Assert.Empty(broken);
    }

    [Fact]
    public void The_index_lists_each_decision_by_its_title()
    {
        var decisions = Directory
            .EnumerateFiles(Path.Combine(InfraFiles.Root, "docs/decisions"), "0*.md")
            .Order(StringComparer.Ordinal)
            .Select(file => (File: Path.GetFileName(file), Title: File.ReadLines(file).First()));

        Assert.Equal(
            decisions.Select(decision =>
                $"| [{decision.File[..4]}]({decision.File}) | {decision.Title[$"# {decision.File[..4]} · ".Length..]} |"
            ),
            Row().Matches(InfraFiles.Read("docs/decisions/README.md")).Select(row => row.Value)
        );
    }

    [Fact]
    public void A_place_in_the_code_that_a_page_names_is_there()
    {
        var code = new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(InfraFiles.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Contains("obj"))
            .Select(file => (Path: file.Replace('\\', '/'), Text: File.ReadAllText(file)))
            .ToList();
        var named = ((IEnumerable<object[]>)Pages)
            .Select(row => (string)row[0])
            .SelectMany(page =>
                Place().Matches(InfraFiles.Read(page)).Select(place => (page, Room: place.Groups[1].Value, Type: place.Groups[2].Value))
            )
            .Where(place => place.Type != "X" && !Directory.Exists(Path.Combine(InfraFiles.Root, "src", place.Room, place.Type)))
            .ToList();

        Assert.InRange(named.Count, 20, 200);
        Assert.DoesNotContain(
            named,
            place =>
                !code.Any(file =>
                    file.Path.Contains($"/{place.Room}/", StringComparison.Ordinal)
                    && (
                        file.Path.EndsWith($"/{place.Type}.cs", StringComparison.Ordinal)
                        || Regex.IsMatch(file.Text, $@"\b(class|record|enum|interface|struct) {place.Type}\b")
                    )
                )
        );
    }

    [Theory]
    [InlineData("## The `poison` queue, now", "the-poison-queue-now")]
    [InlineData("## Kept: \"… is no longer wanted\"", "kept--is-no-longer-wanted")]
    public void A_heading_is_found_by_its_words(string heading, string anchor) => Assert.Contains(anchor, Anchors(heading));

    private static bool Leads(string page, string link)
    {
        var (path, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, null);
        var target = Path.GetFullPath(
            Path.Combine(InfraFiles.Root, Path.GetDirectoryName(page)!, path.Length == 0 ? Path.GetFileName(page) : path)
        );
        return anchor is null
            ? File.Exists(target) || Directory.Exists(target)
            : File.Exists(target) && Anchors(File.ReadAllText(target)).Contains(anchor);
    }

    // As GitHub makes them: small letters, without punctuation, blanks as dashes; or those that are given.
    // https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links
    private static HashSet<string> Anchors(string text) =>
        [
            .. InfraFiles.All(text, "<a id=\"([^\"]+)\">"),
            .. InfraFiles
                .All(text, @"^#+ (.+)$")
                .Select(heading => Punctuation().Replace(Tag().Replace(heading, "").Trim().ToLowerInvariant(), "").Replace(' ', '-')),
        ];

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| \[0.*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    // A room or project and a type in it, such as `Arm/ArmClient.ListAsync`.
    [GeneratedRegex(@"`([A-Z]\w+)/([A-Z]\w*)(?:\.\w+)?`")]
    private static partial Regex Place();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
