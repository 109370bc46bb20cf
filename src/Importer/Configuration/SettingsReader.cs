using System.Security.Cryptography;
using System.Text;
using Importer.Deployments;
using Importer.Resources;
using Microsoft.Extensions.Configuration;

namespace Importer.Configuration;

/// <summary>Turns configuration into <see cref="ImporterSettings"/>, or into the list of everything that is wrong with it.</summary>
internal static class SettingsReader
{
    /// <summary>Reads the object <c>Importer</c>. Never throws for what the configuration says.</summary>
    public static SettingsResult Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var faults = new FaultList();
        var section = configuration.GetSection(SettingsMap.Root.Name);
        UnknownSettings.Check(section, SettingsMap.Root, faults);
        var settings = Read(new SettingNode(section, faults));
        return faults.All.Count == 0 ? new(settings, []) : new(null, faults.All);
    }

    private static ImporterSettings Read(SettingNode root)
    {
        var service = root.Child("ApiManagement").Require("ServiceId", IdParsers.Service, "Give the id of the API Management service.");
        var (endpoint, audience) = ArmReader.Read(root.Child("Arm"));
        var discovery = root.Child("Discovery");
        var scopes = DiscoveryReader.Scopes(discovery);
        var optOutTag = DiscoveryReader.OptOutTag(discovery);
        var allowedHosts = discovery.List("AllowedHosts", NameParsers.Host);
        var defaults = Defaults(root.Child("Defaults"));
        var rules = RuleReader.Read(root, defaults);
        return new()
        {
            // With a fault in them these are not used.
            ServiceId = service!,
            Scopes = scopes,
            ArmEndpoint = endpoint,
            ArmAudience = audience,
            OptOutTag = optOutTag,
            AllowedHosts = allowedHosts,
            Defaults = defaults,
            Rules = rules,
            Fleets = FleetReader.Read(root, defaults),
            Deletion = DeletionReader.Read(root.Child("Deletion")),
            Drift = root.Child("Drift").Read("Mode", Parse.Choice<DriftMode>(), DriftMode.Import),
            ReportsContainer = root.Child("Reports")
                .Require(
                    "Container",
                    ContainerParser.Read,
                    "Give a blob container's address, or a folder's path where there is no Azure."
                )!,
            Runbook = root.Child("Reports").Read("Runbook", AddressParsers.Secure),
            OwnershipKey = root.Child("Ownership").Maybe("Key", OwnershipKeyParser.Read),
            Warnings = TemplateCollisions.Warnings(defaults, rules),
            Health = HealthReader.Read(root.Child("Health")),
            Compliance = ComplianceReader.Read(root.Child("Compliance")),
            Lifecycle = LifecycleReader.Read(root.Child("Lifecycle")),
            Webhooks = WebhookReader.Read(root.Child("Notify")),
        };
    }

    private static ApiProfile Defaults(SettingNode node)
    {
        var changes = ProfileReader.Read(node);
        var profile = changes.ApplyTo(new());
        ProfileChecks.Check(node, changes, profile, hasLocationElsewhere: false);
        return profile;
    }
}

/// <summary>Reads where Resource Manager is.</summary>
internal static class ArmReader
{
    private const string PublicCloud = "https://management.azure.com";

    /// <summary>The address, and the audience of its tokens: its own address unless it is on the loopback.</summary>
    public static (Uri Endpoint, string Audience) Read(SettingNode node)
    {
        var endpoint = node.Read("Endpoint", AddressParsers.Origin, new Uri(PublicCloud))!;
        var own = endpoint.IsLoopback ? PublicCloud : endpoint.GetLeftPart(UriPartial.Authority);
        return (endpoint, node.Read("Audience", AddressParsers.Audience, own)!);
    }
}

/// <summary>Reads how much may be withdrawn.</summary>
internal static class DeletionReader
{
    // Long enough for a holiday; an API that stays for good is what Mode Keep is for.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>The limits of withdrawing.</summary>
    public static DeletionRules Read(SettingNode node)
    {
        var usual = new DeletionRules();
        return new()
        {
            Allowed = node.Read("Mode", Parse.Choice(("Delete", true), ("Keep", false)), usual.Allowed),
            After = node.Read("After", Parse.Duration(TimeSpan.Zero, LongestWait), usual.After),
            MaxShare = node.Read("MaxShare", Parse.Share, usual.MaxShare),
            MinCount = node.Read("MinCount", Parse.Whole(1), usual.MinCount),
        };
    }
}

/// <summary>Reads where deployments are looked for.</summary>
internal static class DiscoveryReader
{
    /// <summary>The scopes, without those that another one covers.</summary>
    public static IReadOnlyList<ResourceId> Scopes(SettingNode node)
    {
        if (node.Items("Scopes").Count == 0)
        {
            node.Fault("Scopes", "is required. List the subscriptions, resource groups or Foundry accounts to look at.");
        }

        var scopes = node.List("Scopes", IdParsers.Scope);
        return [.. scopes.Where(scope => !scopes.Any(other => other != scope && other.Covers(scope)))];
    }

    /// <summary>The tag that leaves out; an empty one leaves nothing out.</summary>
    public static string OptOutTag(SettingNode node) =>
        node.Has("OptOutTag") && node.Child("OptOutTag").Text is null ? "" : node.Read("OptOutTag", NameParsers.Tag, "apim-import=off")!;
}

/// <summary>Reads what test calls may cost.</summary>
internal static class HealthReader
{
    /// <summary>The budget and the manner of test calls; a budget of 0 means none.</summary>
    public static HealthSettings Read(SettingNode node)
    {
        var usual = new HealthSettings();
        return new()
        {
            TokensPerDay = node.Read("TokensPerDay", Parse.Whole(0), usual.TokensPerDay),
            CallsPerDay = node.Read("CallsPerDay", Parse.Whole(0), usual.CallsPerDay),
            Images = node.Read("Images", Parse.Flag, usual.Images),
            Timeout = node.Read("Timeout", Parse.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(4)), usual.Timeout),
            Concurrency = node.Read("Concurrency", Parse.Whole(1, 64), usual.Concurrency),
            Subscription = node.Read("Subscription", NameParsers.Id("subscription", 256), usual.Subscription)!,
            ReadyWithin = node.Read("ReadyWithin", Parse.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(8)), usual.ReadyWithin),
            FreshFor = node.Read("FreshFor", Parse.Duration(TimeSpan.Zero, TimeSpan.FromHours(12)), usual.FreshFor),
            HistoryDays = node.Read("HistoryDays", Parse.Whole(7, 3650), usual.HistoryDays),
        };
    }
}

/// <summary>Reads the rules.</summary>
internal static class RuleReader
{
    /// <summary>The rules in their order, each checked as it works on <paramref name="defaults"/>.</summary>
    public static IReadOnlyList<ProfileRule> Read(SettingNode root, ApiProfile defaults)
    {
        var read = root.Items("Rules").Select(node => (Node: node, Match: ReadMatch(node), Changes: ProfileReader.Read(node))).ToList();
        var hasLocation = read.Exists(rule => rule.Changes.Fields.ContainsKey(ProfileFields.OpenApiLocation));
        return
        [
            .. read.Select(rule =>
            {
                ProfileChecks.Check(rule.Node, rule.Changes, rule.Changes.ApplyTo(defaults), hasLocation);
                return Rule(rule.Node, rule.Match, rule.Changes);
            }),
        ];
    }

    private static ProfileRule Rule(SettingNode node, RuleMatch match, ProfileChanges changes)
    {
        var import = node.Maybe("Import", Parse.Flag);
        if (import is null && changes.Fields.Count == 0 && node.IsSound)
        {
            node.Fault("sets nothing. Give it a field of the profile, or \"Import\": false to leave what it matches out.");
        }

        return new()
        {
            Match = match,
            Import = import,
            Fields = changes.Fields,
        };
    }

    /// <summary>What a rule, or a fleet, is about.</summary>
    public static RuleMatch ReadMatch(SettingNode node, string what = "rule")
    {
        var match = node.Child("Match");
        if (!node.Has("Match"))
        {
            node.Fault(
                "Match",
                $"is missing or empty. Say what the {what} is about by Account, Deployment, ModelFormat, ModelName or Tag; \"Account\": \"*\" is about everything."
            );
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

/// <summary>The settings, or everything that is wrong with them.</summary>
/// <param name="Settings">The settings in their types; null when there is any fault.</param>
/// <param name="Faults">All faults at once, in the order of the documentation; empty when the settings are good.</param>
public sealed record SettingsResult(ImporterSettings? Settings, IReadOnlyList<SettingFault> Faults);

/// <summary>Reads whom to tell.</summary>
internal static class WebhookReader
{
    /// <summary>The webhooks. Their addresses are secrets and never appear in a fault.</summary>
    public static IReadOnlyList<WebhookSettings> Read(SettingNode node) =>
        [.. node.Items("Webhooks").Select(Webhook).OfType<WebhookSettings>()];

    private static WebhookSettings? Webhook(SettingNode node)
    {
        var address = node.Require("Url", AddressParsers.Secure, "Give the address to post to.");
        var asCard = node.Read("Format", Parse.Choice(("adaptive-card", true), ("json", false)), true);
        var always = node.Read("On", Parse.Choice(("change", false), ("always", true)));
        return address is null
            ? null
            : new()
            {
                Url = address,
                AdaptiveCard = asCard,
                Always = always,
            };
    }
}

/// <summary>Reads the rules of the company.</summary>
internal static class ComplianceReader
{
    /// <summary>The rules; a mode without any rule is a fault.</summary>
    public static ComplianceSettings Read(SettingNode node)
    {
        var usual = new ComplianceSettings();
        var read = new ComplianceSettings
        {
            RaiPolicies = node.List("RaiPolicies", GlobParsers.Name),
            Skus = node.List("Skus", GlobParsers.Name),
            Regions = [.. node.List("Regions", GlobParsers.Name).Select(RegionName.Of)],
            Models = node.List("Models", GlobParsers.Name),
            Mode = node.Read("Mode", Parse.Choice<ComplianceMode>(), usual.Mode),
        };
        if (
            read.Mode != ComplianceMode.Report
            && node.IsSound
            && read is { RaiPolicies.Count: 0, Skus.Count: 0, Regions.Count: 0, Models.Count: 0 }
        )
        {
            node.Fault("Mode", "has nothing to act on. Give RaiPolicies, Skus, Regions or Models, or leave Compliance out.");
        }

        return read;
    }
}

/// <summary>Reads whether and when people are told what is ahead.</summary>
internal static class LifecycleReader
{
    private const int MostDays = 3650;

    /// <summary>The settings; refusing by what nobody reads is a fault.</summary>
    public static LifecycleSettings Read(SettingNode node)
    {
        var usual = new LifecycleSettings();
        var days = node.List("WarnDays", Parse.Whole(1, MostDays));
        var read = new LifecycleSettings
        {
            Watch = node.Read("Watch", Parse.Flag, usual.Watch),
            WarnDays = days.Count > 0 ? [.. days.OrderDescending()] : usual.WarnDays,
            RefuseNewDays = node.Read("RefuseNewDays", Parse.Whole(0, MostDays), usual.RefuseNewDays),
        };
        if (read is { RefuseNewDays: > 0, Watch: false } && node.IsSound)
        {
            node.Fault(
                "RefuseNewDays",
                "needs Watch: without it no retirement date is read. Set Lifecycle.Watch to true, or leave RefuseNewDays out."
            );
        }

        return read;
    }
}

/// <summary>Reads the secret that binds ownership tags.</summary>
internal static class OwnershipKeyParser
{
    private const int MinLength = 32;

    /// <summary>Any text of 32 characters and more; what is used is its SHA-256.</summary>
    public static Parsed<ReadOnlyMemory<byte>> Read(string text) =>
        text.Length >= MinLength
            ? Parse.Ok<ReadOnlyMemory<byte>>(SHA256.HashData(Encoding.UTF8.GetBytes(text)))
            : Parse.Wrong<ReadOnlyMemory<byte>>(
                $"is too short for a secret. Give {MinLength} random characters or more (openssl rand -base64 32), or leave it out: the importer then makes a key and keeps it in Reports.Container."
            );
}
