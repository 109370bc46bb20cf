using Importer.Design;

namespace Importer.Settings;

/// <summary>Reads the rules.</summary>
internal static class RuleReader
{
    /// <summary>The rules in their order, each checked as it works on <paramref name="defaults"/>.</summary>
    public static IReadOnlyList<ProfileRule> Read(SettingNode root, ApiProfile defaults)
    {
        var read = root.Items("Rules").Select(node => (Node: node, Match: ReadMatch(node), Changes: ProfileReader.Read(node))).ToList();
        var hasLocation = read.Exists(rule => rule.Changes.Fields.ContainsKey(ProfileFields.OpenApiLocation));
        return [.. read.Select(rule =>
        {
            ProfileChecks.Check(rule.Node, rule.Changes, rule.Changes.ApplyTo(defaults), hasLocation);
            return Rule(rule.Node, rule.Match, rule.Changes);
        })];
    }

    private static ProfileRule Rule(SettingNode node, RuleMatch match, ProfileChanges changes)
    {
        var import = node.Maybe("Import", Parse.Flag);
        if (import is null && changes.Fields.Count == 0 && node.IsSound)
        {
            node.Fault("sets nothing. Give it a field of the profile, or \"Import\": false to leave what it matches out.");
        }

        return new() { Match = match, Import = import, Fields = changes.Fields };
    }

    private static RuleMatch ReadMatch(SettingNode node)
    {
        var match = node.Child("Match");
        if (!node.Has("Match"))
        {
            node.Fault("Match", "is missing or empty. Say what the rule is about by Account, Deployment, ModelFormat, ModelName or Tag; \"Account\": \"*\" is about everything.");
        }

        return new()
        {
            Account = match.Read("Account", GlobParsers.Name),
            Deployment = match.Read("Deployment", GlobParsers.Name),
            ModelFormat = match.Read("ModelFormat", GlobParsers.Name),
            ModelName = match.Read("ModelName", GlobParsers.Name),
            Tag = match.Read("Tag", GlobParsers.Tag),
        };
    }
}
