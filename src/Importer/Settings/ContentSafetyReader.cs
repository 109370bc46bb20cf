using Importer.Design;

namespace Importer.Settings;

/// <summary>Reads the content safety check.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/llm-content-safety-policy</remarks>
internal static class ContentSafetyReader
{
    private const string FourLevels = "FourSeverityLevels";
    private const string EightLevels = "EightSeverityLevels";

    private static readonly string[] Known = ["Hate", "SelfHarm", "Sexual", "Violence"];

    /// <summary>The check.</summary>
    public static ContentSafetySettings Read(SettingNode node)
    {
        var outputType = node.Read("OutputType", Parse.Word(FourLevels, EightLevels));
        if (outputType is not null && !node.Has("Categories"))
        {
            node.Fault("OutputType", "says how categories are graded, but there are no Categories. Give some or take OutputType out.");
        }

        return new()
        {
            BackendId = node.Require("BackendId", NameParsers.Id("backend", 80), "Give the id of the backend that points at AI Content Safety.") ?? "",
            ShieldPrompt = node.Read("ShieldPrompt", Parse.Flag),
            EnforceOnCompletions = node.Read("EnforceOnCompletions", Parse.Flag),
            Categories = ReadCategories(node.Child("Categories"), outputType ?? FourLevels),
            Blocklists = node.List("Blocklists", Parse.Line),
            OutputType = outputType,
        };
    }

    private static Dictionary<string, int> ReadCategories(SettingNode node, string outputType)
    {
        var categories = new Dictionary<string, int>();
        foreach (var name in node.Names)
        {
            if (Known.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known)
            {
                categories[known] = node.Read(name, outputType == FourLevels ? EvenThreshold : Parse.Whole(0, 7));
            }
            else
            {
                node.Fault(name, $"is not a category. Known are {string.Join(", ", Known)}.{Nearest.Question(name, Known)}");
            }
        }

        return categories;
    }

    private static Parsed<int> EvenThreshold(string text) => Parse.Whole(0, 7)(text) switch
    {
        { Problem: null, Value: var value } when value % 2 != 0 =>
            Parse.Wrong<int>($"falls between the levels: with {FourLevels} (the default) thresholds are 0, 2, 4 and 6. Choose one or set OutputType to {EightLevels}."),
        var parsed => parsed,
    };
}
