using LocalAzure.Arm.Authorization;
using LocalAzure.State;

namespace LocalAzure.Foundry.Access;

/// <summary>
/// Whether a role carries a data action of these accounts, by its definition; Owner and Contributor have none.
/// https://learn.microsoft.com/azure/role-based-access-control/role-definitions#dataactions
/// </summary>
internal static class DataRoles
{
    private const string Accounts = "Microsoft.CognitiveServices/accounts/";

    public static bool Allow(string roleId, string dataAction) =>
        RoleDefinitions.All.FirstOrDefault(role => ResourceIds.Same(role.Id, roleId))?.AllowsData(Accounts + dataAction) == true;
}
