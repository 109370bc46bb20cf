using System.Text.RegularExpressions;
using Importer.Deployments;

namespace Importer.Configuration;

/// <summary>Reads the fleets.</summary>
internal static class FleetReader
{
    private const int MaxTries = 10;

    // Longer is documented to be unreliable: https://learn.microsoft.com/azure/api-management/forward-request-policy
    private const int MaxTimeout = 240;

    private static readonly FleetSettings Usual = new()
    {
        Name = "",
        Path = "",
        Match = new(),
    };

    /// <summary>The fleets in their order; names and paths are each used once.</summary>
    public static IReadOnlyList<FleetSettings> Read(SettingNode root, ApiProfile defaults)
    {
        var read = root.Items("Fleets").Select(node => (Node: node, Fleet: Fleet(node, defaults))).ToList();
        foreach (var (node, fleet) in read)
        {
            Repeated(read, (node, fleet), "Name", one => one.Name);
            Repeated(read, (node, fleet), "Path", one => one.Path?.Trim('/'));
        }

        return [.. read.Select(one => one.Fleet)];
    }

    private static FleetSettings Fleet(SettingNode node, ApiProfile defaults)
    {
        var changes = ProfileReader.Read(node, forFleet: true);
        var profile = changes.ApplyTo(defaults);
        ProfileChecks.Check(node, changes, profile, hasLocationElsewhere: true);
        CheckAuthentication(node, profile);
        return new()
        {
            // With a fault in them these are not used.
            Name = node.Require("Name", FleetParsers.Name, "Give a short name: every id of the fleet begins with it.")!,
            Path = node.Require("Path", FleetParsers.Path, "Give the first part of the path, such as ai.")!,
            Match = RuleReader.ReadMatch(node, "fleet"),
            Compatibility = Compatibilities(node),
            Alias = node.Read("Alias", FleetParsers.Alias, Usual.Alias)!,
            Aliases = Aliases(node.Child("Aliases")),
            Tiers = Tiers(node),
            Boundary = node.Read("Boundary", Parse.Choice<FleetBoundary>(), Usual.Boundary),
            Regions = node.List("Regions", FleetParsers.Region),
            GatewayRegions = GatewayRegions(node),
            AloneToo = node.Read("AloneToo", Parse.Flag, Usual.AloneToo),
            DrainTag = node.Read("DrainTag", NameParsers.Tag, Usual.DrainTag)!,
            Failover = Failover(node.Child("Failover")),
            Profile = profile,
            DisplayName = node.Has("DisplayName") ? profile.DisplayName : null,
            Description = node.Has("Description") ? profile.Description : null,
        };
    }

    private static void Repeated(
        List<(SettingNode Node, FleetSettings Fleet)> all,
        (SettingNode Node, FleetSettings Fleet) one,
        string name,
        Func<FleetSettings, string?> of
    )
    {
        if (
            of(one.Fleet) is { Length: > 0 } value
            && all.TakeWhile(other => other.Fleet != one.Fleet)
                .Any(other => string.Equals(of(other.Fleet), value, StringComparison.OrdinalIgnoreCase))
        )
        {
            one.Node.Fault(name, "is that of a fleet above. Give each fleet its own.");
        }
    }

    private static IReadOnlyList<Compatibility> Compatibilities(SettingNode node)
    {
        if (!node.Has("Compatibility"))
        {
            return Usual.Compatibility;
        }

        var given = node.List(
            "Compatibility",
            Parse.Choice(
                (nameof(Compatibility.AzureOpenAI), (Compatibility?)Compatibility.AzureOpenAI),
                (nameof(Compatibility.AzureOpenAIV1), Compatibility.AzureOpenAIV1)
            )
        );
        if (given.Count == 0 && node.IsSound)
        {
            node.Fault("Compatibility", "names nothing. List AzureOpenAI, AzureOpenAIV1 or both, or leave it out for both.");
        }

        return [.. given.OfType<Compatibility>().Order()];
    }

    private static IReadOnlyList<NamedAlias> Aliases(SettingNode node) =>
        [
            .. node
                .Names.Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    var patterns = node.List(name, GlobParsers.Name);
                    if (!FleetParsers.IsAlias(name))
                    {
                        node.Fault(name, $"is no alias. {FleetParsers.AliasForm}");
                    }
                    else if (patterns.Count == 0 && node.Child(name).IsSound)
                    {
                        node.Fault(
                            name,
                            "names nothing that may serve it. List globs on the other aliases, the preferred one first, such as [ \"gpt-5*\", \"gpt-4o\" ]."
                        );
                    }

                    return new NamedAlias(name, patterns);
                }),
        ];

    private static IReadOnlyList<string> Tiers(SettingNode node)
    {
        if (!node.Has("Tiers"))
        {
            return Usual.Tiers;
        }

        var tiers = node.List("Tiers", GlobParsers.Name);
        if (tiers.Count == 0 && node.IsSound)
        {
            node.Fault(
                "Tiers",
                "names nothing, so nobody could join. List globs on SKU names, such as [ \"*Provisioned*\", \"*\" ], or leave it out."
            );
        }

        return tiers;
    }

    // A list in that place has numbers for names, and holds for every region of the gateway.
    private static IReadOnlyList<GatewayRegion> GatewayRegions(SettingNode node)
    {
        var orders = node.Child("Regions");
        var names = orders.Names.Where(name => !int.TryParse(name, out _)).Order(StringComparer.Ordinal).ToList();
        if (names.Count > GatewayRegion.Most)
        {
            node.Fault(
                "Regions",
                $"names {names.Count} regions of the gateway, and {GatewayRegion.Most} are the most: each is one more pool to write whenever a member joins or leaves. Name those whose order is not that of the others."
            );
        }

        return [.. names.Select(name => Order(orders, name, names))];
    }

    private static GatewayRegion Order(SettingNode orders, string name, List<string> names)
    {
        var order = orders.List(name, FleetParsers.Region);
        if (FleetParsers.Region(name).Problem is { } problem)
        {
            var twin = names.Find(other => other != name && RegionName.Of(other) == RegionName.Of(name));
            orders.Fault(name, twin is null ? problem : $"{problem} It is the region of '{twin}' beside it: keep one list for the two.");
        }
        else if (order.Count == 0 && orders.Child(name).IsSound)
        {
            orders.Fault(
                name,
                "names no region. List regions of accounts, the nearest first, such as [ \"swedencentral\", \"westeurope\" ], or leave it out: then the gateway there calls all regions alike."
            );
        }

        return new(name, order);
    }

    private static FleetFailover Failover(SettingNode node) =>
        new()
        {
            Tries = node.Read("Tries", Parse.Whole(1, MaxTries), Usual.Failover.Tries),
            TripSeconds = node.Read("TripSeconds", Parse.Whole(1, 3600), Usual.Failover.TripSeconds),
            TimeoutSeconds = node.Read("TimeoutSeconds", Parse.Whole(1, MaxTimeout), Usual.Failover.TimeoutSeconds),
        };

    // A pool has one policy for all its members, and accounts have a key each.
    private static void CheckAuthentication(SettingNode node, ApiProfile profile)
    {
        if (profile.Authentication.Mode != AuthenticationMode.ManagedIdentity)
        {
            node.Fault(
                "Authentication",
                "is ApiKey, and every account has keys of its own, while a fleet's API calls all of them. Set \"Authentication\": \"ManagedIdentity\" for the fleet."
            );
        }
    }
}

/// <summary>Reads the words of fleets.</summary>
internal static partial class FleetParsers
{
    /// <summary>What an alias looks like, in words.</summary>
    public const string AliasForm = "Use 1 to 52 lower-case letters, digits, dots and single hyphens, a letter or digit at both ends.";

    /// <summary>A fleet's name.</summary>
    public static Parsed<string> Name(string text) =>
        NameForm().IsMatch(text) && text.Length <= 20
            ? Parse.Ok(text)
            : Parse.Wrong<string>(
                "is no name of a fleet: 1 to 20 lower-case letters, digits and single hyphens, a letter or digit at both ends."
            );

    /// <summary>The first part of a path; a fleet stands for many accounts, so it has no placeholders.</summary>
    public static Parsed<string> Path(string text) =>
        text.Contains('{', StringComparison.Ordinal)
            ? Parse.Wrong<string>("has a placeholder, and a fleet stands for many accounts. Write a path such as ai.")
            : BasePathParser.Read(text);

    /// <summary>The template of aliases.</summary>
    public static Parsed<string> Alias(string text) =>
        text is "{model}" or "{model}-{version}" or "{deployment}" || TagForm().IsMatch(text)
            ? Parse.Ok(text)
            : Parse.Wrong<string>("must be {model}, {model}-{version}, {deployment} or {tag:NAME}.");

    /// <summary>A region's name.</summary>
    public static Parsed<string> Region(string text) =>
        RegionForm().IsMatch(text)
            ? Parse.Ok(text)
            : Parse.Wrong<string>(
                $"is no region. Write its name as Azure has it, {(RegionForm().IsMatch(RegionName.Of(text)) ? $"here {RegionName.Of(text)}" : "such as swedencentral")}."
            );

    /// <summary>True when callers can use the text as an alias.</summary>
    public static bool IsAlias(string text) => text.Length <= 52 && AliasPattern().IsMatch(text);

    [GeneratedRegex(@"\A" + SettingForms.FleetName + @"\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A" + SettingForms.Alias + @"\z")]
    private static partial Regex AliasPattern();

    [GeneratedRegex(@"\A" + SettingForms.TagPlaceholder + @"\z")]
    private static partial Regex TagForm();

    [GeneratedRegex(@"\A" + SettingForms.Region + @"\z")]
    private static partial Regex RegionForm();
}
