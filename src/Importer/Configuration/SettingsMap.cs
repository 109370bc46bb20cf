using Microsoft.Extensions.Configuration;
using static Importer.Configuration.SettingShape;

namespace Importer.Configuration;

/// <summary>Every setting there is. What is not on this map is a fault; <c>docs/importer.schema.json</c> is held to it by a test.</summary>
internal static class SettingsMap
{
    private static readonly SettingShape Policies = Group(
        "Policies",
        Policy("TokenLimit", "TokensPerMinute", "TokenQuota", "TokenQuotaPeriod", "CounterKey", "EstimatePromptTokens", "OnMissing"),
        Policy("TokenMetrics", "Namespace", Names("Dimensions"), "Logger", "OnMissing"),
        Policy(
            "SemanticCache",
            "ScoreThreshold",
            "EmbeddingsBackendId",
            "DurationSeconds",
            Values("VaryBy"),
            "IgnoreSystemMessages",
            "MaxMessageCount",
            "OnMissing"
        ),
        Policy(
            "ContentSafety",
            "BackendId",
            "ShieldPrompt",
            "EnforceOnCompletions",
            Names("Categories"),
            Values("Blocklists"),
            "OutputType",
            "OnMissing"
        ),
        Policy("RateLimit", "Calls", "RenewalPeriodSeconds", "CounterKey", "OnMissing"),
        Policy("CircuitBreaker", "FailureCount", "IntervalSeconds", "TripSeconds", "OnMissing"),
        Policy("Retry", "Count", "IntervalSeconds"),
        new("Extra", SettingKind.ValueOrGroup, "Fragment", "OnMissing"),
        "Timeout",
        "ExplainWrongPaths",
        "OnMissing"
    );

    private static readonly SettingShape[] Profile =
    [
        "BasePath",
        new("Compatibility", SettingKind.ValueOrValues),
        "Source",
        "DisplayName",
        "Description",
        Values("Products"),
        Values("Tags"),
        "SubscriptionRequired",
        "SubscriptionKeyAsBearer",
        new("Authentication", SettingKind.ValueOrGroup, "Mode", "ClientId", "Audience", "KeyVaultSecret"),
        "Access",
        Group("OpenApi", "Location", "Hash"),
        Group("Drift", Values("Ignore")),
        Policies,
    ];

    // Of a profile what holds for an API as a whole: how members are reached, and tried again, is the fleet's own.
    private static readonly SettingShape[] FleetProfile =
    [
        .. Profile.Where(shape =>
            shape.Name
                is "DisplayName"
                    or "Description"
                    or "Products"
                    or "Tags"
                    or "SubscriptionRequired"
                    or "SubscriptionKeyAsBearer"
                    or "Access"
                    or "Drift"
        ),
        new("Authentication", SettingKind.ValueOrGroup, "Mode", "ClientId", "Audience"),
        Group("Policies", [.. Policies.Children.Where(shape => shape.Name is not ("CircuitBreaker" or "Retry" or "Timeout"))]),
    ];

    /// <summary>The object that holds all settings.</summary>
    public static SettingShape Root { get; } =
        Group(
            "Importer",
            Group("ApiManagement", "ServiceId"),
            Group("Arm", "Endpoint", "Audience"),
            Group("Discovery", Values("Scopes"), "OptOutTag", Values("AllowedHosts")),
            Group("Defaults", Profile),
            new(
                "Rules",
                SettingKind.Groups,
                [Group("Match", "Account", "Deployment", "ModelFormat", "ModelName", "Tag"), .. Profile, "Import"]
            ),
            new(
                "Fleets",
                SettingKind.Groups,
                [
                    "Name",
                    "Path",
                    Group("Match", "Account", "Deployment", "ModelFormat", "ModelName", "Tag"),
                    Values("Compatibility"),
                    "Alias",
                    Lists("Aliases"),
                    Values("Tiers"),
                    "Boundary",
                    Values("Regions"),
                    "AloneToo",
                    "DrainTag",
                    Group("Failover", "Tries", "TripSeconds", "TimeoutSeconds"),
                    .. FleetProfile,
                ]
            ),
            Group("Deletion", "Mode", "After", "MaxShare", "MinCount"),
            Group("Drift", "Mode"),
            Group("Reports", "Container", "Runbook"),
            Group("Ownership", "Key"),
            Group(
                "Health",
                "TokensPerDay",
                "CallsPerDay",
                "Images",
                "Timeout",
                "Concurrency",
                "Subscription",
                "ReadyWithin",
                "FreshFor",
                "HistoryDays"
            ),
            Group("Compliance", Values("RaiPolicies"), Values("Skus"), Values("Regions"), Values("Models"), "Mode"),
            Group("Lifecycle", "Watch", Values("WarnDays"), "RefuseNewDays"),
            Group("Notify", new SettingShape("Webhooks", SettingKind.Groups, "Url", "Format", "On"))
        );
}

/// <summary>The form that a setting takes.</summary>
internal enum SettingKind
{
    /// <summary>One text, number or flag.</summary>
    Value,

    /// <summary>An object with known names.</summary>
    Group,

    /// <summary>Either of the two.</summary>
    ValueOrGroup,

    /// <summary>A list of values.</summary>
    Values,

    /// <summary>One value or a list of them.</summary>
    ValueOrValues,

    /// <summary>A list of objects.</summary>
    Groups,

    /// <summary>An object with names of the user's own and a value each.</summary>
    Names,

    /// <summary>An object with names of the user's own and a list of values each.</summary>
    Lists,
}

/// <summary>What may stand at a place in the settings.</summary>
/// <param name="Name">The setting's name.</param>
/// <param name="Kind">Its form.</param>
/// <param name="Children">The names that its objects may have.</param>
internal sealed record SettingShape(string Name, SettingKind Kind, params IReadOnlyList<SettingShape> Children)
{
    /// <summary>A single value.</summary>
    public static implicit operator SettingShape(string name) => ToSettingShape(name);

    /// <summary>A single value.</summary>
    public static SettingShape ToSettingShape(string name) => new(name, SettingKind.Value);

    /// <summary>An object.</summary>
    public static SettingShape Group(string name, params IReadOnlyList<SettingShape> children) => new(name, SettingKind.Group, children);

    /// <summary>An AI policy: an object, or a flag that switches it.</summary>
    public static SettingShape Policy(string name, params IReadOnlyList<SettingShape> children) =>
        new(name, SettingKind.ValueOrGroup, children);

    /// <summary>A list of values.</summary>
    public static SettingShape Values(string name) => new(name, SettingKind.Values);

    /// <summary>An object with names of the user's own.</summary>
    public static SettingShape Names(string name) => new(name, SettingKind.Names);

    /// <summary>An object with names of the user's own and a list each.</summary>
    public static SettingShape Lists(string name) => new(name, SettingKind.Lists);

    /// <summary>The child of that name, in any case.</summary>
    public SettingShape? Find(string name) => Children.FirstOrDefault(child => child.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Every place below, lists as <c>[]</c> and free names as <c>*</c>.</summary>
    public IEnumerable<string> Paths(string parent = "")
    {
        var path = parent.Length == 0 ? Name : $"{parent}.{Name}";
        return [path, .. Below(path), .. Children.SelectMany(child => child.Paths(Kind is SettingKind.Groups ? path + "[]" : path))];
    }

    private IEnumerable<string> Below(string path) =>
        Kind switch
        {
            SettingKind.Values or SettingKind.ValueOrValues or SettingKind.Groups => [path + "[]"],
            SettingKind.Names => [path + ".*"],
            SettingKind.Lists => [path + ".*", path + ".*[]"],
            _ => [],
        };
}

/// <summary>Finds names that are no settings, and objects, lists and values that stand where another form belongs.</summary>
internal static class UnknownSettings
{
    /// <summary>Walks everything given below <paramref name="section"/>.</summary>
    public static void Check(IConfigurationSection section, SettingShape shape, FaultList faults)
    {
        var children = section.GetChildren().ToList();
        switch (shape.Kind)
        {
            case SettingKind.Value when children.Count > 0:
                faults.Add(section.Path, null, "must be a single value, not an object or a list.");
                break;
            case SettingKind.Group
            or SettingKind.Groups
            or SettingKind.Values
            or SettingKind.Names
            or SettingKind.Lists when !string.IsNullOrEmpty(section.Value):
                faults.Add(section.Path, section.Value, NotAValue(shape, section.Path));
                break;
            case SettingKind.Values or SettingKind.ValueOrValues or SettingKind.Groups:
                CheckItems(section, children, shape, faults);
                break;
            case SettingKind.Names:
                CheckEach(children, ToSettingShape, faults);
                break;
            case SettingKind.Lists:
                CheckEach(children, Values, faults);
                break;
            default:
                CheckNames(section, children, shape, faults);
                break;
        }
    }

    private static void CheckItems(
        IConfigurationSection section,
        List<IConfigurationSection> children,
        SettingShape shape,
        FaultList faults
    )
    {
        if (children.Exists(child => !int.TryParse(child.Key, out _)))
        {
            faults.Add(section.Path, null, "must be a list ([ … ]), not an object.");
            return;
        }

        var kind = shape.Kind is SettingKind.Groups ? SettingKind.Group : SettingKind.Value;
        CheckEach(children, key => new SettingShape(key, kind, shape.Children), faults);
    }

    private static void CheckNames(
        IConfigurationSection section,
        List<IConfigurationSection> children,
        SettingShape shape,
        FaultList faults
    )
    {
        foreach (var child in children)
        {
            if (shape.Find(child.Key) is { } known)
            {
                Check(section.GetSection(known.Name), known, faults);
            }
            else if (shape.Children.Count > 0)
            {
                // The value of an unknown name may be a secret in the wrong place.
                faults.Add(child.Path, null, Unknown(child.Key, shape));
            }
        }
    }

    private static void CheckEach(List<IConfigurationSection> children, Func<string, SettingShape> shapeOf, FaultList faults)
    {
        foreach (var child in children)
        {
            Check(child, shapeOf(child.Key), faults);
        }
    }

    private static string Unknown(string name, SettingShape shape)
    {
        var names = shape.Children.Select(child => child.Name).ToList();
        if (Nearest.Of(name, names) is { } nearest)
        {
            return $"is not a setting. Did you mean '{nearest}'?";
        }

        // A key of something else must not be led to where the importer's own secret belongs.
        var elsewhere = SettingsMap
            .Root.Paths()
            .FirstOrDefault(path =>
                path.EndsWith("." + name, StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".Ownership.Key", StringComparison.Ordinal)
            );
        return elsewhere is null
            ? $"is not a setting. Known here: {string.Join(", ", names)}."
            : $"is not a setting here. Did you mean {elsewhere.Replace('.', ':')}?";
    }

    private static string NotAValue(SettingShape shape, string path) =>
        shape.Kind is SettingKind.Group or SettingKind.Names or SettingKind.Lists
            ? "must be an object ({ … }), not a value."
            : $"must be a list ([ … ], or app settings {path.Replace(":", "__", StringComparison.Ordinal)}__0, __1, …), not a value.";
}
