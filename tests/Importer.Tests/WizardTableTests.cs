using System.Text.RegularExpressions;
using Importer.Configuration;
using Importer.Tests.Rooms;
using Xunit.Abstractions;

namespace Importer.Tests;

/// <summary>The table of the wizard's fields in docs/wizard.md names settings and tests that exist, and leaves no field out.</summary>
public sealed partial class WizardTableTests(ITestOutputHelper output)
{
    // Set in bold by the procedures too, but ways through the portal and not fields.
    private static readonly string[] Ways =
    [
        "APIs",
        "+ Add API",
        "Create from Azure resource",
        "Azure AI Foundry",
        "Define a new API",
        "Next",
        "Create",
        "Save",
        "Send",
        "Select",
        "+ Add operation",
        "All operations",
        "HTTP Request",
    ];

    private static readonly string Text = Section(RepositoryFiles.Read("docs/wizard.md"));

    /// <summary>Each row: field, setting, test.</summary>
    public static IEnumerable<object[]> Rows =>
        Text.Split('\n')
            .Where(line =>
                line.StartsWith('|')
                && !line.StartsWith("|-", StringComparison.Ordinal)
                && !line.EndsWith("| setting | test |", StringComparison.Ordinal)
            )
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => new object[] { cells[1], cells[2], cells[3] });

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_field_names_settings_that_exist_or_says_why_there_is_none(string field, string settings, string tests)
    {
        Assert.NotEmpty(tests);
        var known = SettingsMap
            .Root.Paths()
            .Select(path => path.Replace("[]", "", StringComparison.Ordinal).Replace(".*", "", StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
        var named = Quoted()
            .Matches(settings)
            .Select(match => match.Groups[1].Value)
            .Where(name => SettingName().IsMatch(name) && name != "TestCalls")
            .ToList();

        Assert.True(
            named.Count > 0
                || settings.StartsWith("by itself", StringComparison.Ordinal)
                || settings.StartsWith("not taken over: ", StringComparison.Ordinal)
                || settings == "as above",
            field
        );
        Assert.All(
            named,
            name =>
                Assert.True(
                    known.Contains($"Importer.{name}") || known.Contains($"Importer.Defaults.{name}"),
                    $"{field}: {name} is no setting."
                )
        );
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_field_names_tests_that_exist(string field, string settings, string tests)
    {
        var named = Quoted().Matches(tests).Select(match => match.Groups[1].Value.Split('.')).ToList();

        Assert.True(named.Count > 0, $"{field} ({settings}) names no test.");
        Assert.All(named, test => Assert.True(Exists(test[0], test[1]), $"{field}: there is no test {test[0]}.{test[1]}."));
    }

    [Fact]
    public void No_setting_of_the_profile_is_missing()
    {
        var named = Quoted().Matches(Text).Select(match => $"Importer.Defaults.{match.Groups[1].Value}").ToHashSet(StringComparer.Ordinal);
        var leaves = SettingsMap
            .Root.Paths()
            .Select(path => path.Replace("[]", "", StringComparison.Ordinal).Replace(".*", "", StringComparison.Ordinal))
            .Distinct()
            .ToList();

        Assert.DoesNotContain(
            leaves,
            path =>
                path.StartsWith("Importer.Defaults.", StringComparison.Ordinal)
                && !leaves.Any(other => other.StartsWith(path + ".", StringComparison.Ordinal))
                && !named.Contains(path)
        );
    }

    [Fact]
    public void No_field_of_the_three_procedures_is_missing()
    {
        if (SharedMaterial.Find("mission") is not { } folder)
        {
            output.WriteLine("Not checked: the three procedures are not beside the repository (shared/mission).");
            return;
        }

        var fields = Directory
            .EnumerateFiles(folder)
            .SelectMany(file => Bold().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct()
            .Except(Ways)
            .ToList();

        Assert.InRange(fields.Count, 20, 60);
        Assert.DoesNotContain(fields, field => !Text.Contains(field, StringComparison.OrdinalIgnoreCase));
    }

    private static bool Exists(string type, string method) =>
        Repository
            .Sources("tests")
            .Any(file =>
                Path.GetFileNameWithoutExtension(file) == type
                && Regex.IsMatch(File.ReadAllText(file), $@"\[(?:Fact|Theory)\b[^;{{]*?public (?:async )?(?:Task|void) {method}\(")
            );

    private static string Section(string readme)
    {
        var start = readme.IndexOf("## Every field of the wizard", StringComparison.Ordinal);
        return readme[start..readme.IndexOf("\n## ", start + 1, StringComparison.Ordinal)];
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^[A-Z][A-Za-z]+(?:\.[A-Z][A-Za-z]+)*$")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"\*\*([^*\n]+)\*\*")]
    private static partial Regex Bold();
}
