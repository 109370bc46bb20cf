using Importer.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Importer.Reconciliation;

/// <summary>Says at start what the settings allow that whoever wrote them may not have meant. Nothing of it is a fault.</summary>
public sealed partial class StartWarnings(ImporterSettings settings, ILogger<StartWarnings> logger) : IHostedService
{
    /// <summary>The warnings, each with the way out; empty when there is nothing to say.</summary>
    public static IReadOnlyList<string> Of(ImporterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return
        [
            .. Subscription(settings),
            .. settings.Rules.SelectMany((rule, number) => Loosening(settings, rule, number)),
            .. settings.Fleets.SelectMany(Claimed),
        ];
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in Of(settings))
        {
            LogWarning(warning);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<string> Subscription(ImporterSettings settings) =>
        string.Equals(settings.Health.Subscription, "master", StringComparison.OrdinalIgnoreCase)
            ?
            [
                $"Health.Subscription is master: test calls carry a key that opens every API of the service. Make a subscription whose scope is the product of the imported APIs and name it (usually {HealthSettings.UsualSubscription})",
            ]
            : [];

    // Names and tags belong to whoever owns the account: a rule that asks for less of a caller can be claimed by anybody.
    private static IEnumerable<string> Loosening(ImporterSettings settings, ProfileRule rule, int number)
    {
        if (ChosenByOwner(rule.Match) is not { } match)
        {
            yield break;
        }

        var given = rule.Fields.Values.Aggregate(settings.Defaults, (profile, set) => set(profile));
        string[] loosened =
        [
            .. !given.SubscriptionRequired && settings.Defaults.SubscriptionRequired ? ["SubscriptionRequired"] : Array.Empty<string>(),
            .. settings
                .Defaults.Products.Order(StringComparer.OrdinalIgnoreCase)
                .SequenceEqual(given.Products.Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase)
                ? Array.Empty<string>()
                : ["Products"],
            .. given.DriftIgnore.Except(settings.Defaults.DriftIgnore).Any() ? ["Drift.Ignore"] : Array.Empty<string>(),
            .. Dropped(settings.Defaults.Policies, given.Policies),
        ];
        if (loosened.Length > 0)
        {
            yield return $"Rules[{number}] changes {string.Join(", ", loosened)} by {match}, which the owner of an account or deployment chooses: whoever takes that name or tag gets it. Match by an Account whose names you hand out yourself, or ask for as much as Defaults do";
        }
    }

    // The name of a model is Azure's; a deployment's name and a tag are its owner's.
    private static IEnumerable<string> Claimed(FleetSettings fleet, int number)
    {
        if (fleet.Alias is "{deployment}" || fleet.Alias.StartsWith("{tag:", StringComparison.Ordinal))
        {
            yield return $"Fleets[{number}].Alias is {fleet.Alias}, which the owner of a deployment chooses: whoever joins fleet '{fleet.Name}' answers calls of any alias whose name he takes. Use {{model}} or {{model}}-{{version}}, or let Match take only accounts whose owners you trust with each other's calls";
        }

        if (fleet.Match.Tag is { } tag && fleet.Match.Account is null or "*")
        {
            yield return $"Fleets[{number}].Match takes members by Tag '{tag}', which the owner of an account or deployment chooses: whoever sets it answers calls of fleet '{fleet.Name}'. Match by an Account whose names you hand out yourself, too";
        }
    }

    private static string? ChosenByOwner(RuleMatch match)
    {
        string[] chosen =
        [
            .. match.Tag is { } tag ? [$"Tag '{tag}'"] : Array.Empty<string>(),
            .. match.Account is { } account && account != "*" ? [$"Account '{account}'"] : Array.Empty<string>(),
            .. match.Deployment is { } deployment && deployment != "*" ? [$"Deployment '{deployment}'"] : Array.Empty<string>(),
        ];
        return chosen.Length == 0 ? null : string.Join(" and ", chosen);
    }

    private static IEnumerable<string> Dropped(PolicySettings usual, PolicySettings given)
    {
        (string Name, object? Usual, object? Given)[] policies =
        [
            ("Policies.TokenLimit", usual.TokenLimit, given.TokenLimit),
            ("Policies.RateLimit", usual.RateLimit, given.RateLimit),
            ("Policies.ContentSafety", usual.ContentSafety, given.ContentSafety),
            ("Policies.TokenMetrics", usual.TokenMetrics, given.TokenMetrics),
        ];
        return policies
            .Where(policy => policy.Usual is not null && policy.Given is null)
            .Select(policy => policy.Name)
            .Concat(usual.Extra is not null && usual.Extra != given.Extra ? ["Policies.Extra"] : [])
            .Concat(
                MissingPolicies
                    .Guards.Where(guard =>
                        MissingPolicies.Of(guard, usual) == MissingPolicy.Withhold
                        && MissingPolicies.Of(guard, given) == MissingPolicy.Publish
                    )
                    .Select(MissingPolicies.SettingOf)
            );
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "setting: {Warning}")]
    private partial void LogWarning(string warning);
}
