using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Policies;

namespace Importer.Fleets;

/// <summary>
/// The API through which a test call reaches one member of a fleet. It is made once a fleet, whoever joins. The member stands in the path,
/// so no header of a call chooses one and nothing has to be taken off the calls of others. Whoever is not the subscription of the test calls
/// is answered as if there were no such API: a call of it opens the member's breaker when it fails.
/// </summary>
internal static class FleetProbe
{
    /// <summary>The parameter that holds the id of the member's backend.</summary>
    internal const string Member = "member";

    /// <summary>What the path of an operation of a deployment stands behind.</summary>
    internal const string Template = $"/{{{Member}}}/deployments/{{{FleetSpec.Parameter}}}";

    /// <summary>True when an API is that of a fleet's test calls.</summary>
    public static bool Is(string api, FleetSettings fleet)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        return string.Equals(api, FleetIds.Probe(fleet.Name), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The path at which one member is called.</summary>
    public static string PathOf(FleetSettings fleet, string backend) => $"{Root(fleet)}/{backend}";

    /// <summary>What a deployment can be tested with there.</summary>
    public static IReadOnlySet<Capability> Callable { get; } = FleetSpec.Routes.Keys.ToHashSet();

    /// <summary>The <c>api-version</c> that a test call of a deployment names: the one that callers get, or a later one that its model needs.</summary>
    public static string VersionFor(ModelDeployment deployment) =>
        new[] { FleetSpec.Version, CapabilityCatalog.FamilyOf(deployment)?.Since }.Max(StringComparer.Ordinal)!;

    /// <summary>The API with its policy, in the products that the fleet's own APIs are in: their test calls have one key.</summary>
    internal static IReadOnlyList<GatewayResource> Design(
        FleetSettings fleet,
        IReadOnlyList<FleetMember> members,
        ImporterSettings settings
    )
    {
        // Without an audience there is no API of the fleet at all, and the reason is told.
        if (FleetApiDesigner.Audience(fleet, members, settings) is not { } audience)
        {
            return [];
        }

        var document = FleetSpec.Probe;
        var api = new Api
        {
            Id = FleetIds.Probe(fleet.Name),
            DisplayName = $"{fleet.Name} test calls",
            Description = $"Test calls of the importer to single members of fleet {fleet.Name}; it answers nobody else.",
            Path = Root(fleet),
        };
        var tag = FleetDesigner.Tag(fleet, settings, $"{api.DisplayName}|{api.Description}|{api.Path}|{document.Hash}");
        return
        [
            api with
            {
                OwnershipTag = tag,
                Definition = new()
                {
                    Document = () => Specs.SpecInfo.Set(document, api.DisplayName, tag.Sign(api.Description)).ToJson(),
                    Operations =
                    [
                        .. document.Operations.Select(operation => new ApiOperation(
                            operation.Name,
                            operation.Method,
                            operation.UrlTemplate
                        )),
                    ],
                },
            },
            new ApiPolicy { Api = api.Id, Xml = Policy(fleet, audience, settings.Health.Subscription) },
            .. fleet
                .Profile.Products.Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(product => new ProductLink { Product = product, Api = api.Id }),
        ];
    }

    // No cache, no limit, no second try: the answer is the member's. An id that is none of a member would reach any backend of the service
    // with the gateway's identity, which "set-backend-service" does not look at.
    // Source: https://learn.microsoft.com/azure/api-management/set-backend-service-policy
    private static string Policy(FleetSettings fleet, string audience, string subscription) =>
        new PolicyDocument
        {
            Inbound =
            [
                new BasePolicy(),
                .. DropCallerKey.Elements(),
                new Branches([
                    new Branch(
                        $"@((context.Subscription?.Id ?? \"\").ToLower() != \"{subscription.ToLowerInvariant()}\""
                            + $" || !Regex.IsMatch({Called}, \"^{FleetIds.Prefix(fleet.Name)}[a-z0-9-]{{1,76}}$\"))",
                        ReturnResponse.OfJson(
                            404,
                            "Not Found",
                            """{ "error": { "message": "Resource not found", "type": "invalid_request_error", "param": null, "code": "404" } }"""
                        )
                    ),
                ]),
                new AuthenticationManagedIdentity { Resource = audience, ClientId = fleet.Profile.Authentication.ClientId },
                new SetBackendService { BackendId = $"@({Called})" },
                new RewriteUri { Template = $"@(context.Operation.UrlTemplate.Replace(\"{Template}\", \"\"))" },
            ],
            Backend = [new ForwardRequest { Timeout = fleet.Failover.TimeoutSeconds, BufferResponse = false }],
            Outbound = [new BasePolicy()],
            OnError = [new BasePolicy()],
        }.ToXml();

    private static string Called => $"context.Request.MatchedParameters.GetValueOrDefault(\"{Member}\", \"\")";

    /// <summary>The path of the API.</summary>
    internal static string Root(FleetSettings fleet) => $"{fleet.Path.Trim('/')}/probe";
}

/// <summary>Why a member waits outside, with what ends that.</summary>
/// <param name="Reason">A sentence with the way out.</param>
/// <param name="MayPass">True when the run is worth trying again.</param>
/// <param name="NeedsAction">True when somebody has to change something.</param>
internal sealed record FleetWait(string Reason, bool MayPass = false, bool NeedsAction = false);
