using System.Globalization;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Fleets;
using Importer.Gateway;
using Importer.Tests.Builders;

namespace Importer.Tests.Fleets;

/// <summary>Sets the scene for fleets: accounts in regions, deployments of SKUs.</summary>
internal static class AFleet
{
    public static FleetSettings Default { get; } =
        new()
        {
            Name = "ai",
            Path = "ai",
            Match = new() { Account = "*" },
        };

    public static ImporterSettings Settings(FleetSettings? fleet = null) => TheSettings.Default with { Fleets = [fleet ?? Default] };

    public static ServiceInfo Service { get; } =
        new()
        {
            Id = TheSettings.Default.ServiceId,
            GatewayUrl = new Uri("https://contoso-apim.azure-api.net"),
            Sku = "Developer",
            ProvisioningState = "Succeeded",
            PrincipalId = "11111111-1111-1111-1111-111111111111",
        };

    /// <summary>An account in a region with deployments such as <c>gpt-4o:ProvisionedManaged:50</c>.</summary>
    public static AccountInventory Account(string name, string region, params string[] deployments) =>
        new(
            AnAccount.Account(name) with
            {
                Region = region,
            },
            [
                .. deployments
                    .Select(text => text.Split(':'))
                    .Select(parts =>
                        ADeployment.Of(parts[0], name) with
                        {
                            Sku = parts.Length > 1 ? parts[1] : "GlobalStandard",
                            Capacity = parts.Length > 2 ? int.Parse(parts[2], CultureInfo.InvariantCulture) : 10,
                        }
                    ),
            ]
        );

    public static AccountInventory Edit(this AccountInventory found, string deployment, Func<ModelDeployment, ModelDeployment> edit) =>
        found with
        {
            Deployments = [.. found.Deployments.Select(one => one.Name == deployment ? edit(one) : one)],
        };

    public static Inventory Inventory(params AccountInventory[] accounts) =>
        new() { Accounts = accounts, Covered = TheSettings.Default.Scopes };

    public static FleetDesign Design(FleetSettings fleet, params AccountInventory[] accounts) => Design(fleet, Inventory(accounts), []);

    public static FleetDesign Design(FleetSettings fleet, Inventory inventory, IReadOnlyList<Backend> found) =>
        FleetDesigner.Design(
            new()
            {
                Inventory = inventory,
                Settings = Settings(fleet),
                Service = Service,
                Found = found,
            }
        )[0];

    public static FleetAlias Alias(this FleetDesign design, string name) => design.Aliases.Single(alias => alias.Name == name);

    /// <summary>The pool of an alias as one text.</summary>
    public static string Pool(this FleetDesign design, string alias) =>
        design.Resources.OfType<BackendPool>().Single(pool => pool.Id == FleetIds.Pool(design.Fleet.Name, alias)).Text;

    public static string Notes(this FleetDesign design) => string.Join('\n', design.Notes.Select(note => $"{note.Subject}: {note.Reason}"));

    /// <summary>Everything that is wanted, as one text: equal texts are equal designs.</summary>
    public static string Picture(this FleetDesign design) =>
        string.Join(
            '\n',
            design
                .Resources.Select(resource =>
                    resource switch
                    {
                        Backend backend => $"{backend.Key}: {backend.Url} {backend.OwnershipTag}",
                        BackendPool pool => $"{pool.Key}: {pool.Text}",
                        PolicyFragment fragment => $"{fragment.Key}: {fragment.Xml}",
                        ApiPolicy policy => $"{policy.Key}: {policy.Xml}",
                        _ => $"{resource.Key}",
                    }
                )
                .Order(StringComparer.Ordinal)
        );

    public static string Key(this ResourceKey key) => $"{key.Kind} {key.Name}";
}
