using Importer.Gateway;

namespace Importer.Planning;

/// <summary>What stands in the way of a wanted resource: somebody else's id or path, a missing product, a right we may not grant.</summary>
internal static class PlanConflicts
{
    public static PlanFinding? Find(GatewayResource wanted, PlanInput input) =>
        wanted switch
        {
            Api api => TakenId(api, input) ?? TakenPath(api, input),
            Backend or NamedValue => TakenId(wanted, input),
            RoleGrant { CheckOnly: false } grant
                when input.Found.Find(grant.Key) is null && input.Found.UnlistedRoles.Contains(grant.Account) => UnlistedRole(
                grant,
                input.Found
            ),
            RoleGrant { CheckOnly: true } grant when input.Found.Find(grant.Key) is null => input.Found.UnreadRoles.TryGetValue(
                grant.Account,
                out var unread
            )
                ? UnreadRole(grant, unread)
                : MissingRole(grant, input.Found.Service),
            Diagnostic diagnostic => ForeignDiagnostic(diagnostic, input),
            ProductLink link when !input.Found.Products.Contains(link.Product, StringComparer.OrdinalIgnoreCase) => MissingProduct(link),
            _ => null,
        };

    /// <summary>True when the place of <paramref name="wanted"/> is held by what another source's ownership tag is on.</summary>
    public static bool IsAnothers(GatewayResource wanted, PlanInput input) =>
        input.Found.Find(wanted.Key)?.OwnershipTag is { } found && TagOf(wanted) is { } tag && !input.IsSameOwner(found, tag);

    private static PlanFinding? TakenId(GatewayResource wanted, PlanInput input)
    {
        if (input.Found.Find(wanted.Key) is not { } found || IsOurs(wanted, found, input))
        {
            return null;
        }

        return new PlanFinding(FindingKind.Conflict, wanted.Key.Name, Whose(wanted, found, input));
    }

    private static string Whose(GatewayResource wanted, Observed found, PlanInput input) =>
        found switch
        {
            { OwnershipTag: { } tag } when input.OwnershipOf(tag, found.Resource as Api) == Ownership.Foreign =>
                $"{wanted.Key} belongs to another importer (its source is {tag.Source}); give this account another BasePath or remove the scope from one of the two",
            { OwnershipTag: { } tag } =>
                $"{wanted.Key} serves {tag.Source}, which was there first and keeps it; give {TagOf(wanted)?.Source} another BasePath by a rule (such as {{account}}/{{deployment}} or {{resourceGroup}}/{{account}}). Once {tag.Source} is gone and its API is withdrawn, the next import takes the place",
            { Unproven: { } unproven } =>
                $"{wanted.Key} carries an ownership tag that does not verify there ({unproven.Text}): it was copied or typed in, or the key of ownership tags is another one. It is left alone. Give the importer the key that it had, or delete the resource and run again{(wanted is Api ? $", or take it over: {Adopt(wanted.Key.Name)}" : "")}",
            _ =>
                $"{wanted.Key} exists and was not made by this importer; rename or delete it, give this account another BasePath{(wanted is Api ? $", or take it over: {Adopt(wanted.Key.Name)}" : "")}",
        };

    private static PlanFinding? TakenPath(Api wanted, PlanInput input)
    {
        var holder = input.Found.ApisAt(wanted.Path).FirstOrDefault(found => found.Resource.Key != wanted.Key);
        return holder is null
            ? null
            : new PlanFinding(
                FindingKind.Conflict,
                wanted.Id,
                $"path '{wanted.Path}' is taken by API {holder.Resource.Key.Name}{Source(holder)}; give one of them another BasePath{(holder.OwnershipTag is null ? $", or take that API over: {Adopt(holder.Resource.Key.Name)}" : "")}"
            );
    }

    private static PlanFinding MissingRole(RoleGrant grant, ServiceInfo service) =>
        new(
            FindingKind.Permission,
            grant.Account.Value,
            $"the gateway's identity lacks the role {grant.RoleName} on {grant.Account} and Access is Check; grant it: {Grant(grant, service)}"
        );

    private static PlanFinding UnreadRole(RoleGrant grant, string reason) =>
        new(
            FindingKind.Permission,
            grant.Account.Value,
            $"whether the gateway's identity may call {grant.Account} could not be seen ({reason}), and Access is Check; the test calls tell. Give the importer Microsoft.Authorization/roleAssignments/read and Microsoft.Authorization/roleDefinitions/read there, as its role in infra/ has them"
        );

    // A role is not given on a guess: it may be there, and the run would write it every time.
    private static PlanFinding UnlistedRole(RoleGrant grant, GatewayState found) =>
        new(
            FindingKind.Permission,
            grant.Account.Value,
            $"which roles the gateway's identity has on {grant.Account} could not be seen ({found.UnreadRoles.GetValueOrDefault(grant.Account, "no reason was given")}), so none was granted; the test calls tell whether it may call. "
                + $"Give the importer Microsoft.Authorization/roleAssignments/read there, as its role in infra/ has it, or grant the role yourself: {Grant(grant, found.Service)}"
        );

    private static string Grant(RoleGrant grant, ServiceInfo service) =>
        $"az role assignment create --role {grant.RoleId} --assignee-object-id {service.PrincipalId ?? "<the service has no identity yet>"} --assignee-principal-type ServicePrincipal --scope {grant.Account}";

    private static PlanFinding MissingProduct(ProductLink link) =>
        new(
            FindingKind.Missing,
            link.Key.Name,
            $"product '{link.Product}' does not exist; create it or take it out of Products (API {link.Api} is registered without it)"
        );

    // One that people made may do as it is; it is never changed.
    private static PlanFinding? ForeignDiagnostic(Diagnostic wanted, PlanInput input) =>
        input.Found.Find(wanted.Key) is { OwnershipTag: null } found && Differences.Between(wanted, found.Resource).Count > 0
            ? new PlanFinding(
                FindingKind.Conflict,
                wanted.Api,
                $"API {wanted.Api} has an Application Insights diagnostic that was made by hand and lets no token metrics out to logger '{wanted.Logger}'; switch on 'Support custom metrics' there (properties.metrics), or delete it and run again"
            )
            : null;

    private static bool IsOurs(GatewayResource wanted, Observed found, PlanInput input) =>
        found.OwnershipTag is { } tag
            ? input.OwnershipOf(tag, found.Resource as Api) != Ownership.Foreign && !IsAnothers(wanted, input)
            : input.TakeOver.Contains(found.Resource.Key);

    private static OwnershipTag? TagOf(GatewayResource resource) =>
        resource switch
        {
            Api api => api.OwnershipTag,
            Backend backend => backend.OwnershipTag,
            NamedValue named => named.OwnershipTag,
            _ => null,
        };

    private static string Adopt(string api) => $"POST /api/import with \"adopt\": \"{api}\"";

    private static string Source(Observed holder) => holder.OwnershipTag is { } tag ? $" of {tag.Source}" : "";
}
