namespace LocalAzure.Arm.Authorization;

/// <summary>Microsoft.Authorization, see https://learn.microsoft.com/rest/api/authorization/</summary>
internal static class AuthorizationTypes
{
    public static readonly ArmType[] All = [RoleAssignmentRules.Type, RoleDefinitions.Type];
}
