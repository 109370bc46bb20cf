using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Arm;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Apim;

/// <summary>Says what a write of each resource would send, for tools that deploy by themselves: templates, repositories.</summary>
/// <param name="arm">Resource Manager, for the diagnostics that a new one is based on.</param>
/// <param name="settings">Which service, and the key of ownership tags.</param>
public sealed class ApimArtefacts(ArmClient arm, ApimGatewaySettings settings)
{
    private readonly ApimPaths _paths = new(settings.ServiceId);

    /// <summary>
    /// The artefacts, in an order in which they can be deployed. The tags that APIs carry come as resources of their own. The identity of
    /// the service is not among them: it cannot be deployed without the service.
    /// </summary>
    /// <param name="resources">What the gateway should hold.</param>
    /// <param name="service">The service as it was read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<ApimArtefact>> OfAsync(
        IReadOnlyList<GatewayResource> resources,
        ServiceInfo service,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(resources);
        ArgumentNullException.ThrowIfNull(service);
        var key = await settings.ReadOwnershipKey(cancellationToken);
        var artefacts = resources
            .OfType<ApiTag>()
            .Select(link => link.Tag)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(tag => new ApimArtefact(ResourceKind.Tag, _paths.Tag(tag), ApimPaths.ApiVersion, ApimBodies.Tag(tag)))
            .ToList();
        foreach (
            var resource in resources
                .OrderBy(resource => resource.Key.Kind)
                .ThenBy(resource => resource is BackendPool)
                .ThenBy(resource => resource.Key.Name, StringComparer.OrdinalIgnoreCase)
        )
        {
            if (await OfAsync(key.Bind(resource), service, cancellationToken) is { } artefact)
            {
                artefacts.Add(artefact);
            }
        }

        return artefacts;
    }

    private async Task<ApimArtefact?> OfAsync(GatewayResource resource, ServiceInfo service, CancellationToken cancellationToken) =>
        resource switch
        {
            RoleGrant grant => Role(grant, service),
            NamedValue named => Of(named, ApimBodies.NamedValue(named, named.KeyOf is null ? null : "")) with
            {
                KeyOf = named.KeyVaultSecret is null ? named.KeyOf : null,
            },
            Backend backend => Of(backend, ApimBodies.Backend(backend)),
            BackendPool pool => Of(pool, ApimBodies.Pool(pool, _paths.Backend)),
            PolicyFragment fragment => Of(fragment, ApimBodies.Fragment(fragment)),
            Api api => Of(api, ApimBodies.Api(api)),
            ApiPolicy policy => Of(policy, ApimBodies.Policy(policy.Xml)),
            Diagnostic diagnostic => Of(
                diagnostic,
                ApimBodies.Diagnostic(diagnostic, await BasisAsync(diagnostic, cancellationToken), _paths.Service)
            ),
            ProductLink or ApiTag => Of(resource, null),
            _ => null,
        };

    private ApimArtefact Of(GatewayResource resource, JsonObject? body) =>
        new(resource.Key.Kind, _paths.Of(resource.Key)!, ApimPaths.ApiVersion, body);

    private static ApimArtefact? Role(RoleGrant grant, ServiceInfo service) =>
        service.PrincipalId is { } principal && !grant.CheckOnly
            ? new(
                ResourceKind.Role,
                ApimPaths.Role(grant.Account, ApimRoles.NameOf(grant, principal)),
                ApimPaths.AuthorizationVersion,
                ApimBodies.Role(grant, principal, service.Id)
            )
            : null;

    private async Task<JsonElement?> BasisAsync(Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var own = await arm.GetAsync(_paths.Diagnostic(diagnostic.Api), ApimPaths.ApiVersion, cancellationToken);
        var based = own.Found ? own : await arm.GetAsync(_paths.ServiceDiagnostic, ApimPaths.ApiVersion, cancellationToken);
        return based.Found ? based.Body.At("properties") : null;
    }
}

/// <summary>One resource as it is deployed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its full id.</param>
/// <param name="ApiVersion">The version of the resource provider that its body is written for.</param>
/// <param name="Body">What is sent; null for a link, which has none.</param>
public sealed record ApimArtefact(ResourceKind Kind, string Id, string ApiVersion, JsonObject? Body)
{
    /// <summary>The account whose key is the value, which is left empty here; null for every other resource.</summary>
    public ResourceId? KeyOf { get; init; }
}
