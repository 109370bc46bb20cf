using Importer.Design;
using Importer.Planning;
using Microsoft.Extensions.Configuration;

namespace Importer.Settings;

/// <summary>Turns configuration into <see cref="ImporterSettings"/>, or into the list of everything that is wrong with it.</summary>
public static class SettingsReader
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
            Deletion = DeletionReader.Read(root.Child("Deletion")),
            Drift = root.Child("Drift").Read("Mode", Parse.Choice<DriftMode>(), DriftMode.Import),
            ReportsContainer = root.Child("Reports").Require("Container", ContainerParser.Read, "Give a blob container's address, or a folder's path where there is no Azure.")!,
            OwnershipKey = root.Child("Ownership").Maybe("Key", OwnershipKeyParser.Read),
            Warnings = TemplateCollisions.Warnings(defaults, rules),
            Health = HealthReader.Read(root.Child("Health")),
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
