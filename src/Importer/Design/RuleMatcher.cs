using Importer.Deployments;

namespace Importer.Design;

/// <summary>Tells whether a rule is about a deployment or an account; every glob it gives must fit.</summary>
public static class RuleMatcher
{
    /// <summary>True when every given glob fits the deployment in its account.</summary>
    public static bool Matches(RuleMatch match, FoundryAccount account, ModelDeployment deployment)
    {
        ArgumentNullException.ThrowIfNull(match);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(deployment);
        return Fits(match.Account, account.Name)
            && Fits(match.Deployment, deployment.Name)
            && Fits(match.ModelFormat, deployment.ModelFormat)
            && Fits(match.ModelName, deployment.ModelName)
            && (match.Tag is null || TagPattern.Find(match.Tag, deployment.Tags) is not null || TagPattern.Find(match.Tag, account.Tags) is not null);
    }

    /// <summary>True when the rule asks about accounts only and every given glob fits this one.</summary>
    public static bool Matches(RuleMatch match, FoundryAccount account)
    {
        ArgumentNullException.ThrowIfNull(match);
        ArgumentNullException.ThrowIfNull(account);
        return match is { Deployment: null, ModelFormat: null, ModelName: null }
            && Fits(match.Account, account.Name)
            && (match.Tag is null || TagPattern.Find(match.Tag, account.Tags) is not null);
    }

    /// <summary>The rule's condition in words, for reports.</summary>
    public static string Describe(RuleMatch match)
    {
        ArgumentNullException.ThrowIfNull(match);
        (string Name, string? Glob)[] globs =
        [
            ("Account", match.Account), ("Deployment", match.Deployment), ("ModelFormat", match.ModelFormat), ("ModelName", match.ModelName), ("Tag", match.Tag),
        ];
        return string.Join(", ", globs.Where(glob => glob.Glob is not null).Select(glob => $"{glob.Name} '{glob.Glob}'"));
    }

    private static bool Fits(string? glob, string text) => glob is null || Globs.Match(glob, text);
}
