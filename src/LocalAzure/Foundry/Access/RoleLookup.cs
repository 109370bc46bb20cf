using LocalAzure.State;

namespace LocalAzure.Foundry.Access;

/// <summary>
/// Role assignments on the account or above it, once they have had time to spread.
/// https://learn.microsoft.com/azure/role-based-access-control/troubleshooting (up to ten minutes in Azure, an option here)
/// </summary>
internal sealed class RoleLookup(Cloud cloud)
{
    private const string Type = "Microsoft.Authorization/roleAssignments";
    private const string Marker = "/providers/Microsoft.Authorization/";

    public bool Allows(string principalId, string accountId, string dataAction) =>
        cloud
            .Store.OfType(Type)
            .Any(assignment =>
                IsFor(assignment, principalId)
                && Covers(ScopeOf(assignment), accountId)
                && assignment.CreatedAt + cloud.Options.Propagation <= cloud.Clock.GetUtcNow()
                && DataRoles.Allow(
                    ResourceIds.Name((string?)assignment.Body["properties"]?["roleDefinitionId"] ?? string.Empty),
                    dataAction
                )
            );

    private bool IsFor(ArmResource assignment, string principalId) =>
        (string?)assignment.Body["properties"]?["principalId"] is { } assigned && cloud.Groups.Holds(assigned, principalId);

    private static string ScopeOf(ArmResource assignment) =>
        assignment.Id[..assignment.Id.LastIndexOf(Marker, StringComparison.OrdinalIgnoreCase)];

    private static bool Covers(string scope, string accountId) =>
        string.Equals(scope, accountId, StringComparison.OrdinalIgnoreCase)
        || accountId.StartsWith($"{scope}/", StringComparison.OrdinalIgnoreCase);
}
