using Importer.Deployments;

namespace Importer.Design;

/// <summary>Applies the rules of the settings. For each field the first matching rule that sets it wins, so order among rules is all that counts.</summary>
public static class ProfileResolver
{
    /// <summary>What holds for one deployment.</summary>
    public static ResolvedProfile Resolve(ImporterSettings settings, FoundryAccount account, ModelDeployment deployment)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(deployment);
        return Apply(settings, OptOut.Reason(account, deployment, settings.OptOutTag), match => RuleMatcher.Matches(match, account, deployment));
    }

    /// <summary>What holds for an account as a whole: rules that ask about a deployment or a model do not apply.</summary>
    public static ResolvedProfile ForAccount(ImporterSettings settings, FoundryAccount account)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Apply(settings, OptOut.Reason(account, null, settings.OptOutTag), match => RuleMatcher.Matches(match, account));
    }

    private static ResolvedProfile Apply(ImporterSettings settings, string? optedOut, Func<RuleMatch, bool> matches)
    {
        var rules = settings.Rules
            .Select((rule, index) => (Rule: rule, Name: $"Rules[{index}]"))
            .Where(item => matches(item.Rule.Match))
            .ToList();

        var profile = settings.Defaults;
        var origins = ProfileFields.All.ToDictionary(field => field, _ => ResolvedProfile.FromDefaults);
        foreach (var (rule, name) in rules)
        {
            foreach (var (field, change) in rule.Fields.Where(field => origins.GetValueOrDefault(field.Key) is null or ResolvedProfile.FromDefaults))
            {
                profile = change(profile);
                origins[field] = name;
            }
        }

        return new() { Profile = profile, Origins = origins, LeftOutBy = optedOut ?? LeavingRule(rules) };
    }

    private static string? LeavingRule(IEnumerable<(ProfileRule Rule, string Name)> rules) =>
        rules.FirstOrDefault(item => item.Rule.Import is not null) is { Rule.Import: false } leaving
            ? $"{leaving.Name} leaves it out ({RuleMatcher.Describe(leaving.Rule.Match)})"
            : null;
}
