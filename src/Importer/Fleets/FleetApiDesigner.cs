using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Policies;

namespace Importer.Fleets;

/// <summary>
/// Designs one of a fleet's APIs. What settings ask of any API is asked of it in the same way; only who is called differs.
/// </summary>
internal static class FleetApiDesigner
{
    /// <summary>The API with all that hangs on it; nothing where it is withheld, with the reasons.</summary>
    public static FleetApiDesign Design(
        FleetSettings fleet,
        Compatibility compatibility,
        IReadOnlyList<FleetMember> members,
        FleetInput input
    )
    {
        if (Audience(fleet, members, input.Settings) is not { } audience)
        {
            return new([], [NoOneToken(fleet)], []);
        }

        var group = Group(fleet, compatibility, members, input.Settings);
        var ask = Availability(group, input);
        var policy = Policy(fleet, group, ask, audience);
        var diagnostic = DiagnosticDesigner.Design(group, policy, ask).ToList();
        return ask.Withheld is { } withheld
            ? new([], [], [withheld])
            : new([Api(fleet, group, input.Settings), policy, .. diagnostic, .. Links(group)], [], [.. ask.Notes]);
    }

    private static FleetNote NoOneToken(FleetSettings fleet) =>
        new(
            fleet.Name,
            $"the accounts of fleet '{fleet.Name}' are in different clouds, or in none that is known, so no one token serves them; set Authentication.Audience for the fleet, or make a fleet for each cloud"
        )
        {
            NeedsAction = true,
        };

    private static PolicyAvailability Availability(ApiGroup group, FleetInput input) =>
        new(
            group,
            new()
            {
                Inventory = input.Inventory,
                Settings = input.Settings,
                Service = input.Service,
                Apis = input.Apis,
                Prerequisites = input.Prerequisites,
            }
        );

    private static Api Api(FleetSettings fleet, ApiGroup group, ImporterSettings settings)
    {
        var document = FleetSpec.For(group.Compatibility);
        var api = new Api
        {
            Id = group.ApiId,
            DisplayName = Filled(fleet.DisplayName, group.Compatibility) ?? $"{fleet.Name} {Templates.Words(group.Compatibility)}",
            Description =
                Filled(fleet.Description, group.Compatibility) ?? $"Models of many Foundry accounts, by their names (fleet {fleet.Name}).",
            Path = group.Path,
            SubscriptionRequired = group.Profile.SubscriptionRequired,
            TakesKeyAsBearer = group.Profile.SubscriptionKeyAsBearer ? true : null,
        };
        var tag = FleetDesigner.Tag(
            fleet,
            settings,
            $"{api.DisplayName}|{api.Description}|{api.Path}|{api.SubscriptionRequired}|{api.TakesKeyAsBearer}|{document.Hash}"
        );
        return api with
        {
            OwnershipTag = tag,
            Definition = new()
            {
                Document = () => Specs.SpecInfo.Set(document, api.DisplayName, tag.Sign(api.Description)).ToJson(),
                Operations =
                [
                    .. document.Operations.Select(operation => new ApiOperation(operation.Name, operation.Method, operation.UrlTemplate)),
                ],
            },
        };
    }

    private static IEnumerable<GatewayResource> Links(ApiGroup group) =>
        [
            .. group.Profile.Tags.Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new ApiTag { Tag = name, Api = group.ApiId }),
            .. group
                .Profile.Products.Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(product => new ProductLink { Product = product, Api = group.ApiId }),
        ];

    /// <summary>The members as the design of accounts' own APIs sees them: it decides which policies and roles they need.</summary>
    public static ApiGroup Group(
        FleetSettings fleet,
        Compatibility compatibility,
        IReadOnlyList<FleetMember> members,
        ImporterSettings settings
    )
    {
        var path = ApiNaming.Path(fleet.Path, compatibility, ImportSource.Catalogue);
        var adoptedApi = new Api
        {
            Id = FleetIds.Api(fleet.Name, compatibility == Compatibility.AzureOpenAIV1),
            DisplayName = fleet.Name,
            Path = path,
        };
        var resolved = new ResolvedProfile { Profile = fleet.Profile, Origins = new Dictionary<string, string>() };
        var account = new FoundryAccount
        {
            Id = settings.ServiceId,
            Kind = "",
            Region = "",
            ProvisioningState = "Succeeded",
        };
        return new()
        {
            Account = account,
            Compatibility = compatibility,
            Path = path,
            Members =
            [
                .. members
                    .Select(member => (member.Account ?? account, member.Deployment))
                    .DefaultIfEmpty((account, Nothing(settings)))
                    .Select(one => new ApiMember(one.Item1, one.Item2, resolved, compatibility, "") { AdoptedApi = adoptedApi }),
            ],
            Profile = fleet.Profile,
            Settings = new Dictionary<string, string>(),
            Capabilities = [.. FleetSpec.Routes.Keys],
        };
    }

    // Stands in while nobody does, so that the APIs stay as they are.
    private static ModelDeployment Nothing(ImporterSettings settings) =>
        new()
        {
            Id = settings.ServiceId,
            ModelFormat = "OpenAI",
            ModelName = "",
            ProvisioningState = "",
        };

    private static ApiPolicy Policy(FleetSettings fleet, ApiGroup group, PolicyAvailability ask, string audience)
    {
        var requested = fleet.Profile.Policies;
        var plain = new ApiPolicyParts
        {
            // Chosen for each try, by the alias.
            Backend = new SetBackendService { BackendId = "" },
            Identity = new AuthenticationManagedIdentity { Resource = audience, ClientId = fleet.Profile.Authentication.ClientId },
            WrongPaths = PolicyFactory.WrongPaths(group),
        };
        var reach = PolicyReach.Of(FleetSpec.For(group.Compatibility).Operations);
        var parts = PolicyDesigner.WithRequested(plain, requested, reach, ask);
        if (parts.TokenLimit is { } limit)
        {
            parts = parts with { TokenLimit = limit with { CounterKey = PerAlias(limit.CounterKey, requested.TokenLimit!.CounterKey) } };
        }

        return new()
        {
            Api = group.ApiId,
            Xml = FleetPolicies.Policy(fleet, group.Compatibility, parts),
            Uses = [new(ResourceKind.Fragment, FleetIds.Fragment(fleet.Name))],
        };
    }

    // The limits of one model are not another's. What somebody wrote as an expression is taken as it is.
    private static string PerAlias(string counterKey, string? given) =>
        given is null || CounterKeys.Words.Contains(given.Trim(), StringComparer.OrdinalIgnoreCase)
            ? $"@({counterKey["@(".Length..^1]} + \":\" + (string)context.Variables[\"fleet-alias\"])"
            : counterKey;

    /// <summary>Whom one token serves at all members; null when no one token does.</summary>
    public static string? Audience(FleetSettings fleet, IReadOnlyList<FleetMember> members, ImporterSettings settings) =>
        fleet.Profile.Authentication.Audience
        ?? (
            members
                .Select(member => member.Url)
                .DefaultIfEmpty(Nobody)
                .Select(address => Endpoints.Audience(address, settings))
                .Distinct()
                .ToList()
                is [{ } only]
                ? only
                : null
        );

    // Without a member the cloud that the importer works in says which tokens there are.
    private static readonly Uri Nobody = new("https://nobody.invalid");

    // One name stands for many accounts, so of the placeholders only this one says anything.
    private static string? Filled(string? template, Compatibility compatibility) =>
        template?.Replace("{compatibility}", Templates.Words(compatibility), StringComparison.OrdinalIgnoreCase);
}

/// <summary>One of a fleet's APIs.</summary>
/// <param name="Resources">The API and all that hangs on it.</param>
/// <param name="Notes">Why it cannot be designed.</param>
/// <param name="PolicyNotes">What the service cannot hold of the settings' policies.</param>
internal sealed record FleetApiDesign(
    IReadOnlyList<GatewayResource> Resources,
    IReadOnlyList<FleetNote> Notes,
    IReadOnlyList<SetAside> PolicyNotes
);
