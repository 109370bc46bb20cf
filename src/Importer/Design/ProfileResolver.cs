using System.Globalization;
using System.Text.Json;
using Importer.Configuration;
using Importer.Deployments;

namespace Importer.Design;

/// <summary>
/// Applies the rules of the settings. For each field the first matching rule that sets it wins, so order among rules is all that counts.
/// </summary>
internal static class ProfileResolver
{
    // Shared by all that no rule is about, which are most; never changed.
    private static readonly Dictionary<string, string> NoRules = ProfileFields.All.ToDictionary(
        field => field,
        _ => ResolvedProfile.FromDefaults
    );

    /// <summary>What holds for one deployment.</summary>
    public static ResolvedProfile Resolve(ImporterSettings settings, FoundryAccount account, ModelDeployment deployment)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(deployment);
        return Apply(
            settings,
            OptOut.Reason(account, deployment, settings.OptOutTag),
            match => RuleMatcher.Matches(match, account, deployment)
        );
    }

    /// <summary>What holds for an account as a whole: rules that ask about a deployment or a model do not apply.</summary>
    public static ResolvedProfile ForAccount(ImporterSettings settings, FoundryAccount account)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Apply(settings, OptOut.Reason(account, null, settings.OptOutTag), match => RuleMatcher.Matches(match, account));
    }

    private static ResolvedProfile Apply(ImporterSettings settings, string? optedOut, Func<RuleMatch, bool> matches)
    {
        var rules = settings
            .Rules.Index()
            .Where(item => matches(item.Item.Match))
            .Select(item => (Rule: item.Item, Name: $"Rules[{item.Index}]"))
            .ToList();
        if (rules.Count == 0)
        {
            return new()
            {
                Profile = settings.Defaults,
                Origins = NoRules,
                LeftOutBy = optedOut,
            };
        }

        var profile = settings.Defaults;
        var origins = new Dictionary<string, string>(NoRules);
        foreach (var (rule, name) in rules)
        {
            foreach (
                var (field, change) in rule.Fields.Where(field =>
                    origins.GetValueOrDefault(field.Key) is null or ResolvedProfile.FromDefaults
                )
            )
            {
                profile = change(profile);
                origins[field] = name;
            }
        }

        return new()
        {
            Profile = profile,
            Origins = origins,
            LeftOutBy = optedOut ?? LeavingRule(rules),
        };
    }

    private static string? LeavingRule(IEnumerable<(ProfileRule Rule, string Name)> rules) =>
        rules.FirstOrDefault(item => item.Rule.Import is not null) is { Rule.Import: false } leaving
            ? $"{leaving.Name} leaves it out ({RuleMatcher.Describe(leaving.Rule.Match)})"
            : null;
}

/// <summary>Tells which rule gave a deployment which value.</summary>
internal static class SettingOrigins
{
    /// <summary>The entry that stands for everything no rule changed.</summary>
    public const string Rest = "*";

    /// <summary>
    /// By field, the rule with what it asks for and the value it gave; under <see cref="Rest"/> where the others come from.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(
        ApiProfile profile,
        IReadOnlyDictionary<string, string> origins,
        ImporterSettings settings
    )
    {
        var said = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in ProfileFields.All.Where(field => origins[field] != ResolvedProfile.FromDefaults))
        {
            said[field] =
                $"{origins[field]} ({RuleMatcher.Describe(Rule(origins[field], settings).Match)}): {ProfileFieldText.Of(field, profile)}";
        }

        said[Rest] = said.Count == 0 ? "Defaults; no rule changes anything" : "Defaults";
        return said;
    }

    /// <summary>The rule that an origin such as <c>Rules[2]</c> names.</summary>
    public static ProfileRule Rule(string origin, ImporterSettings settings) =>
        settings.Rules[int.Parse(origin["Rules[".Length..^1], CultureInfo.InvariantCulture)];
}

/// <summary>Says the fields of a profile in words, for explanations. No field holds a secret.</summary>
internal static class ProfileFieldText
{
    /// <summary>What one field says, such as <c>ai-team, ai-production</c> or <c>off</c>.</summary>
    public static string Of(string field, ApiProfile profile) =>
        field switch
        {
            ProfileFields.BasePath => profile.BasePath,
            ProfileFields.Compatibility => (profile.Compatibility.Count, profile.AutoV1) switch
            {
                (0, true) => "AutoV1",
                (0, false) => "Auto",
                _ => string.Join(", ", profile.Compatibility),
            },
            ProfileFields.Source => profile.Source.ToString(),
            ProfileFields.DisplayName => profile.DisplayName,
            ProfileFields.Description => profile.Description,
            ProfileFields.Products => List(profile.Products),
            ProfileFields.Tags => List(profile.Tags),
            ProfileFields.SubscriptionRequired => profile.SubscriptionRequired ? "true" : "false",
            ProfileFields.SubscriptionKeyAsBearer => profile.SubscriptionKeyAsBearer ? "true" : "false",
            ProfileFields.Authentication => Text(profile.Authentication),
            ProfileFields.Access => profile.Access.ToString(),
            ProfileFields.OpenApiLocation => profile.OpenApiLocation is { } location ? ExternalSpecification.Shown(location) : "none",
            ProfileFields.OpenApiHash => profile.OpenApiHash ?? "none",
            ProfileFields.DriftIgnore => List([
                .. profile.DriftIgnore.Select(ignored => JsonNamingPolicy.CamelCase.ConvertName(ignored.ToString())),
            ]),
            _ => Of(field, profile.Policies),
        };

    private static string Of(string field, PolicySettings policies) =>
        field switch
        {
            ProfileFields.TokenLimit => policies.TokenLimit is { } limit ? Text(limit) : "off",
            ProfileFields.TokenMetrics => policies.TokenMetrics is { } metrics ? $"by {List([.. metrics.Dimensions.Keys])}" : "off",
            ProfileFields.SemanticCache => policies.SemanticCache is { } cache
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{cache.DurationSeconds} s, threshold {cache.ScoreThreshold}, embeddings by {cache.EmbeddingsBackendId}"
                )
                : "off",
            ProfileFields.ContentSafety => policies.ContentSafety is { } safety ? Text(safety) : "off",
            ProfileFields.RateLimit => policies.RateLimit is { } rate ? $"{rate.Calls} calls in {rate.RenewalPeriodSeconds} s" : "off",
            ProfileFields.CircuitBreaker => policies.CircuitBreaker is { } breaker
                ? $"after {breaker.FailureCount} failures in {breaker.IntervalSeconds} s, for {breaker.TripSeconds} s"
                : "off",
            ProfileFields.Retry => policies.Retry is { } retry ? $"{retry.Count} times, {retry.IntervalSeconds} s apart" : "off",
            ProfileFields.Extra => policies.Extra ?? "off",
            ProfileFields.Timeout => $"{policies.Timeout.TotalSeconds:0} s",
            ProfileFields.ExplainWrongPaths => policies.ExplainWrongPaths ? "true" : "false",
            ProfileFields.OnMissing => policies.OnMissing?.ToString() ?? "as each policy has it",
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, "not a field of a profile"),
        };

    private static string Text(AuthenticationSettings authentication) =>
        authentication switch
        {
            { Mode: AuthenticationMode.ApiKey, KeyVaultSecret: { } secret } => $"ApiKey from {secret.Host}",
            { Mode: AuthenticationMode.ApiKey } => "ApiKey of the account",
            { ClientId: { } client } => $"ManagedIdentity {client}",
            _ => "ManagedIdentity",
        };

    private static string Text(TokenLimitSettings limit) =>
        List([
            .. limit.TokensPerMinute is { } perMinute ? [$"{perMinute} tokens a minute"] : Array.Empty<string>(),
            .. limit.TokenQuota is { } quota ? [$"{quota} tokens {limit.TokenQuotaPeriod}"] : Array.Empty<string>(),
        ]);

    private static string Text(ContentSafetySettings safety) =>
        List([
            $"backend {safety.BackendId}",
            .. safety
                .Categories.OrderBy(category => category.Key, StringComparer.Ordinal)
                .Select(category => $"{category.Key} {category.Value}"),
            .. safety.ShieldPrompt ? ["shielded prompts"] : Array.Empty<string>(),
            .. safety.Blocklists.Count > 0 ? [$"block lists {List(safety.Blocklists)}"] : Array.Empty<string>(),
        ]);

    private static string List(IReadOnlyList<string> words) => words.Count == 0 ? "none" : string.Join(", ", words);
}

/// <summary>What the settings say about one deployment or account, and where each value comes from.</summary>
internal sealed record ResolvedProfile
{
    /// <summary>The origin of a field that no rule set.</summary>
    public const string FromDefaults = "Defaults";

    /// <summary>The defaults with every matching rule applied.</summary>
    public required ApiProfile Profile { get; init; }

    /// <summary>False when a tag or a rule leaves it out.</summary>
    public bool Import => LeftOutBy is null;

    /// <summary>
    /// Where each field of <see cref="ProfileFields.All"/> comes from: <c>Defaults</c> or, such as <c>Rules[2]</c>, the rule that set it.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Origins { get; init; }

    /// <summary>A sentence naming the tag or rule that leaves it out; null when it is in.</summary>
    public string? LeftOutBy { get; init; }
}

/// <summary>Tells whether a rule is about a deployment or an account; every glob it gives must fit.</summary>
internal static class RuleMatcher
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
            && (
                match.Tag is null
                || TagPattern.Find(match.Tag, deployment.Tags) is not null
                || TagPattern.Find(match.Tag, account.Tags) is not null
            );
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
            ("Account", match.Account),
            ("Deployment", match.Deployment),
            ("ModelFormat", match.ModelFormat),
            ("ModelName", match.ModelName),
            ("Tag", match.Tag),
        ];
        return string.Join(", ", globs.Where(glob => glob.Glob is not null).Select(glob => $"{glob.Name} '{glob.Glob}'"));
    }

    private static bool Fits(string? glob, string text) => glob is null || Globs.Match(glob, text);
}
