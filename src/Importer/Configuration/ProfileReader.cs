using System.Text.Json;
using System.Text.RegularExpressions;
using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Configuration;

/// <summary>Reads the fields of a profile: the defaults, or what a rule changes.</summary>
internal static class ProfileReader
{
    // Source: https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/apis
    private const int MaxDisplayName = 300;
    private const int MaxDescription = 4_000;

    // Words that let the design choose.
    private static readonly List<string> Autos = ["Auto", "AutoV1"];

    private static readonly Parser<Compatibility> Compatibility = Parse.Choice<Compatibility>();

    private static readonly Parser<IgnorableField> Ignorable = Parse.Choice([
        .. Enum.GetValues<IgnorableField>().Select(field => (JsonNamingPolicy.CamelCase.ConvertName(field.ToString()), field)),
    ]);

    /// <summary>The fields that are given.</summary>
    /// <param name="node">Where they stand.</param>
    /// <param name="forFleet">True leaves out how a single account is called: a fleet says that in its own way.</param>
    public static ProfileChanges Read(SettingNode node, bool forFleet = false)
    {
        var changes = new ProfileChanges();
        if (!forFleet)
        {
            Field(node, changes, ProfileFields.BasePath, BasePathParser.Read, (profile, value) => profile with { BasePath = value });
            ReadCompatibility(node, changes);
        }

        Field(node, changes, ProfileFields.Source, Parse.Choice<ImportSource>(), (profile, value) => profile with { Source = value });
        Field(
            node,
            changes,
            ProfileFields.DisplayName,
            TemplateParsers.Text(MaxDisplayName),
            (profile, value) => profile with { DisplayName = value }
        );
        Field(
            node,
            changes,
            ProfileFields.Description,
            TemplateParsers.Text(MaxDescription),
            (profile, value) => profile with { Description = value }
        );
        List(node, changes, ProfileFields.Products, NameParsers.Id("product", 256), (profile, value) => profile with { Products = value });
        List(node, changes, ProfileFields.Tags, NameParsers.Id("tag", 80), (profile, value) => profile with { Tags = value });
        Field(
            node,
            changes,
            ProfileFields.SubscriptionRequired,
            Parse.Flag,
            (profile, value) => profile with { SubscriptionRequired = value }
        );
        Field(
            node,
            changes,
            ProfileFields.SubscriptionKeyAsBearer,
            Parse.Flag,
            (profile, value) => profile with { SubscriptionKeyAsBearer = value }
        );
        ReadAuthentication(node, changes);
        Field(node, changes, ProfileFields.Access, Parse.Choice<AccessMode>(), (profile, value) => profile with { Access = value });
        if (!forFleet)
        {
            ReadLocation(node, changes);
        }

        ReadIgnored(node, changes);
        PolicyReader.Read(node.Child("Policies"), changes);
        return changes;
    }

    private static void Field<T>(
        SettingNode node,
        ProfileChanges changes,
        string name,
        Parser<T> parser,
        Func<ApiProfile, T, ApiProfile> set
    )
    {
        if (node.Has(name))
        {
            var value = node.Read(name, parser);
            changes.Add(name, profile => set(profile, value!));
        }
    }

    private static void List(
        SettingNode node,
        ProfileChanges changes,
        string name,
        Parser<string> parser,
        Func<ApiProfile, IReadOnlyList<string>, ApiProfile> set
    )
    {
        if (node.Has(name))
        {
            var values = node.List(name, parser);
            changes.Add(name, profile => set(profile, values));
        }
    }

    private static void ReadCompatibility(SettingNode node, ProfileChanges changes)
    {
        if (!node.Has(ProfileFields.Compatibility))
        {
            return;
        }

        var place = node.Child(ProfileFields.Compatibility);
        var values = CompatibilityOf(node, place);
        var isV1 = AutoOf(place.Text) == 1;
        changes.Add(ProfileFields.Compatibility, profile => profile with { Compatibility = values, AutoV1 = isV1 });
    }

    private static IReadOnlyList<Compatibility> CompatibilityOf(SettingNode node, SettingNode place) =>
        (place.Text, place.Names.Any()) switch
        {
            (null, true) => node.List(ProfileFields.Compatibility, OneOfSeveral),
            (null, false) => Fault(place, $"names nothing. Write \"Auto\" or \"AutoV1\", or list some of {Words}."),
            (_, true) => Fault(place, "is given both as one value and as a list (an app setting can do that). Keep one of the two."),
            ({ } word, false) => AutoOf(word) >= 0 ? [] : [place.Self(OneAlone)],
        };

    private static Parsed<Compatibility> OneAlone(string text) =>
        Compatibility(text) is { Problem: null } known
            ? known
            : Parse.Wrong<Compatibility>(
                $"must be Auto, AutoV1, one of {Words}, or a list of those.{Nearest.Question(text, [.. Enum.GetNames<Compatibility>(), .. Autos])}"
            );

    private static Parsed<Compatibility> OneOfSeveral(string text) =>
        AutoOf(text) is >= 0 and var auto
            ? Parse.Wrong<Compatibility>(
                $"stands alone. Write \"Compatibility\": \"{Autos[auto]}\", or list the names without {Autos[auto]}."
            )
            : Compatibility(text);

    private static int AutoOf(string? text) => Autos.FindIndex(auto => auto.Equals(text?.Trim(), StringComparison.OrdinalIgnoreCase));

    private static string Words => string.Join(", ", Enum.GetNames<Compatibility>());

    private static IReadOnlyList<Compatibility> Fault(SettingNode place, string message)
    {
        place.Fault(message);
        return [];
    }

    private static void ReadAuthentication(SettingNode node, ProfileChanges changes)
    {
        if (node.Has(ProfileFields.Authentication))
        {
            var authentication = AuthenticationReader.Read(node.Child(ProfileFields.Authentication));
            changes.Add(ProfileFields.Authentication, profile => profile with { Authentication = authentication });
        }
    }

    private static void ReadIgnored(SettingNode node, ProfileChanges changes)
    {
        if (node.Child("Drift").Has("Ignore"))
        {
            var fields = node.Child("Drift").List("Ignore", Ignorable);
            changes.Add(ProfileFields.DriftIgnore, profile => profile with { DriftIgnore = fields });
        }
    }

    private static void ReadLocation(SettingNode node, ProfileChanges changes)
    {
        var place = node.Child("OpenApi");
        if (place.Has("Location"))
        {
            var location = place.Read("Location", AddressParsers.Document);
            changes.Add(ProfileFields.OpenApiLocation, profile => profile with { OpenApiLocation = location });
        }

        if (place.Has("Hash"))
        {
            var hash = place.Read("Hash", NameParsers.Sha256);
            changes.Add(ProfileFields.OpenApiHash, profile => profile with { OpenApiHash = hash });
        }
    }
}

/// <summary>Reads how the gateway proves itself to the model: one word, or an object.</summary>
internal static class AuthenticationReader
{
    private static readonly Parser<AuthenticationMode> Mode = Parse.Choice<AuthenticationMode>();

    /// <summary>The authentication; a word in its place stands for its mode.</summary>
    public static AuthenticationSettings Read(SettingNode node)
    {
        var usual = new AuthenticationSettings();
        var word = node.Text is null ? (AuthenticationMode?)null : node.Self(Mode);
        var inside = node.Maybe("Mode", Mode);
        if (word is not null && inside is not null && word != inside)
        {
            node.Fault(
                "Mode",
                $"says {inside}, but Authentication itself is set to '{word}' (an app setting can do that). Keep one of the two."
            );
        }

        var mode = word ?? inside ?? usual.Mode;
        CheckTogether(node, mode);
        return new()
        {
            Mode = mode,
            ClientId = node.Read("ClientId", NameParsers.ClientId),
            Audience = node.Read("Audience", AddressParsers.Audience, usual.Audience),
            KeyVaultSecret = node.Read("KeyVaultSecret", AddressParsers.KeyVaultSecret),
        };
    }

    private static void CheckTogether(SettingNode node, AuthenticationMode mode)
    {
        if (mode is AuthenticationMode.ManagedIdentity)
        {
            Misplaced(node, "KeyVaultSecret", "Mode ApiKey", "ManagedIdentity");
            return;
        }

        Misplaced(node, "ClientId", "Mode ManagedIdentity", "ApiKey");
        Misplaced(node, "Audience", "Mode ManagedIdentity", "ApiKey");
    }

    private static void Misplaced(SettingNode node, string name, string belongsTo, string mode)
    {
        if (node.Has(name))
        {
            node.Fault(name, $"belongs to {belongsTo}, but the mode is {mode}. Take it out or change the mode.");
        }
    }
}

/// <summary>Gathers the fields that a profile sets, each with how it changes a profile.</summary>
internal sealed class ProfileChanges
{
    private readonly Dictionary<string, Func<ApiProfile, ApiProfile>> _fields = [];

    /// <summary>The fields by their paths.</summary>
    public IReadOnlyDictionary<string, Func<ApiProfile, ApiProfile>> Fields => _fields;

    /// <summary>Notes that a field is set.</summary>
    public void Add(string field, Func<ApiProfile, ApiProfile> change) => _fields.Add(field, change);

    /// <summary>A profile with every change made.</summary>
    public ApiProfile ApplyTo(ApiProfile profile) => _fields.Values.Aggregate(profile, (current, change) => change(current));
}

/// <summary>Finds values of a profile that are good by themselves and do not go together.</summary>
internal static class ProfileChecks
{
    /// <summary>Checks the defaults, or a rule as it works on them.</summary>
    /// <param name="node">Where the profile or rule stands.</param>
    /// <param name="given">The fields that it sets itself.</param>
    /// <param name="profile">What results.</param>
    /// <param name="hasLocationElsewhere">True when another rule may give the location.</param>
    public static void Check(SettingNode node, ProfileChanges given, ApiProfile profile, bool hasLocationElsewhere)
    {
        if (
            given.Fields.ContainsKey(ProfileFields.Source)
            && profile is { Source: ImportSource.OpenApi, OpenApiLocation: null }
            && !hasLocationElsewhere
        )
        {
            node.Child("OpenApi")
                .Fault(
                    "Location",
                    "is missing beside Source OpenApi. Give the specification's path beside importer.json, or its https address."
                );
        }

        if (!profile.SubscriptionRequired)
        {
            CheckWithoutSubscription(node, given, profile.Policies);
        }
    }

    private static void CheckWithoutSubscription(SettingNode node, ProfileChanges given, PolicySettings policies)
    {
        (string Field, string Name, IEnumerable<string?> Expressions)[] places =
        [
            (ProfileFields.TokenLimit, "CounterKey", [policies.TokenLimit?.CounterKey]),
            (ProfileFields.RateLimit, "CounterKey", [policies.RateLimit?.CounterKey]),
            (ProfileFields.SemanticCache, "VaryBy", policies.SemanticCache?.VaryBy ?? []),
            (ProfileFields.TokenMetrics, "Dimensions", policies.TokenMetrics?.Dimensions.Values ?? []),
        ];
        var relaxes = given.Fields.ContainsKey(ProfileFields.SubscriptionRequired);
        foreach (var (field, name, _) in places.Where(place => place.Expressions.Any(ExpressionParsers.NeedsSubscription)))
        {
            if (given.Fields.ContainsKey(field))
            {
                node.Child("Policies")
                    .Child(field["Policies.".Length..])
                    .Fault(
                        name,
                        "asks context.Subscription, which is null for callers without a subscription (SubscriptionRequired is false). Write context.Subscription?. and a value for them."
                    );
            }
            else if (relaxes)
            {
                node.Fault(
                    "SubscriptionRequired",
                    $"is false, but {field}.{name} of the defaults asks context.Subscription, which is then null. Write context.Subscription?. there and a value for such callers."
                );
            }
        }
    }
}

/// <summary>
/// Finds path templates under which two deployments can get one path: <c>{account}-{deployment}</c> makes the same of
/// <c>contoso</c> with <c>prod-gpt-4o</c> and of <c>contoso-prod</c> with <c>gpt-4o</c>. Who is there first keeps the path, so
/// nothing is taken over; but the second gets no API, and people are told at start.
/// </summary>
/// <remarks>
/// What names may hold: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (accounts: letters,
/// digits and hyphens; resource groups: also <c>_ . ( )</c>). Deployments are taken to hold <c>- _ .</c> as well.
/// </remarks>
internal static partial class TemplateCollisions
{
    // Characters between two values that the value cannot hold itself. A colon becomes a hyphen in paths.
    private static readonly Dictionary<string, string> Foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        ["account"] = "._",
        ["deployment"] = "",
        ["region"] = "-._",
        ["resourceGroup"] = "",
    };

    // Always of the same length, or one of a few words of which none ends in another.
    private static readonly string[] Fixed = ["subscription", "compatibility"];

    /// <summary>A sentence for each place whose template is of this sort.</summary>
    public static IReadOnlyList<string> Warnings(ApiProfile defaults, IReadOnlyList<ProfileRule> rules) =>
        [
            .. Warning("Importer:Defaults:BasePath", defaults.BasePath),
            .. rules.SelectMany(
                (rule, index) =>
                    rule.Fields.TryGetValue(ProfileFields.BasePath, out var change)
                        ? Warning($"Importer:Rules:{index}:BasePath", change(defaults).BasePath)
                        : []
            ),
        ];

    /// <summary>True when two different sets of names can give one text.</summary>
    public static bool CanCollide(string template) => template.Split('/').Any(CanRunTogether);

    // A template with a fault is null here.
    private static IEnumerable<string> Warning(string path, string? template) =>
        template is not null && CanCollide(template)
            ?
            [
                $"{path} = '{template}': two deployments can get one path, because the names on both sides may hold what stands between them. The first keeps the path, and the second gets no API. Put a slash there: '{Safe(template)}'.",
            ]
            : [];

    // Read from the left, or from the right, every value must end where the next character says so.
    private static bool CanRunTogether(string segment)
    {
        var places = Placeholder().Matches(segment).ToList();
        var pairs = places
            .Zip(
                places.Skip(1),
                (left, right) =>
                    (
                        Left: left.Groups[1].Value,
                        Between: segment[(left.Index + left.Length)..right.Index].Replace(':', '-'),
                        Right: right.Groups[1].Value
                    )
            )
            .ToList();
        return !pairs.TrueForAll(pair => Ends(pair.Left, pair.Between.FirstOrDefault()))
            && !pairs.TrueForAll(pair => Ends(pair.Right, pair.Between.LastOrDefault()));
    }

    private static bool Ends(string value, char separator) =>
        Fixed.Contains(value, StringComparer.OrdinalIgnoreCase)
        || (separator != default && (Foreign.GetValueOrDefault(value)?.Contains(separator, StringComparison.Ordinal) ?? false));

    private static string Safe(string template) => Between().Replace(template, "}/{");

    [GeneratedRegex(@"\{([A-Za-z]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\}[^{}/]*\{", RegexOptions.CultureInvariant)]
    private static partial Regex Between();
}
