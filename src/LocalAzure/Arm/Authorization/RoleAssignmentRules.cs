using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalAzure.State;

namespace LocalAzure.Arm.Authorization;

/// <summary>Role assignments at any scope, see https://learn.microsoft.com/rest/api/authorization/role-assignments</summary>
internal static partial class RoleAssignmentRules
{
    public static readonly ArmType Type = new("Microsoft.Authorization/roleAssignments")
    {
        Verbs = Verbs.Get | Verbs.List | Verbs.Put | Verbs.Delete,
        Accept = Accept,
        AnswersDeleteWithBody = true,
        Listing = List,
    };

    private static JsonObject Accept(ArmCall call, JsonObject document)
    {
        if (!Guid.TryParse(call.Path.Name, out _))
        {
            throw ArmErrors.Refuse(
                400,
                "InvalidRoleAssignmentId",
                $"The role assignment ID '{call.Path.Name}' is not valid. The role assignment ID must be a GUID."
            );
        }

        var role = document.Text("roleDefinitionId");
        var principal = document.Text("principalId");
        if (role is null || !Guid.TryParse(principal, out _))
        {
            throw ArmErrors.Refuse(
                400,
                "InvalidRequestContent",
                "The properties 'roleDefinitionId' and 'principalId' (a GUID) are required."
            );
        }

        if (!RoleDefinitions.Exists(ResourceIds.Name(role)))
        {
            throw ArmErrors.Refuse(
                400,
                "RoleDefinitionDoesNotExist",
                $"The specified role definition with ID '{ResourceIds.Name(role)}' does not exist."
            );
        }

        CheckTwin(call, role, principal);
        Fill(call, document);
        return document;
    }

    /// <summary>One role, one principal, one scope: one assignment, whatever its name.</summary>
    private static void CheckTwin(ArmCall call, string role, string principal)
    {
        var scope = call.Path.Scope;
        foreach (var other in call.Store.Children(scope, Type.Name))
        {
            var same =
                ResourceIds.Same(ResourceIds.Name(other.Body.Text("roleDefinitionId")!), ResourceIds.Name(role))
                && ResourceIds.Same(other.Body.Text("principalId"), principal);
            var sameName = ResourceIds.Same(other.Name, call.Path.Name);
            if (same && !sameName)
            {
                throw ArmErrors.Refuse(
                    409,
                    "RoleAssignmentExists",
                    $"The role assignment already exists. The ID of the existing role assignment is {other.Name}."
                );
            }

            if (sameName && !same)
            {
                throw ArmErrors.Refuse(
                    400,
                    "RoleAssignmentUpdateNotPermitted",
                    "Tenant ID, application ID, principal ID, and scope are not allowed to be updated."
                );
            }
        }
    }

    private static void Fill(ArmCall call, JsonObject document)
    {
        var now = call.Cloud.Clock.GetUtcNow().ToString("O");
        var properties = document.Properties();
        properties["scope"] = call.Path.Scope.Length == 0 ? "/" : call.Store.Get(call.Path.Scope)?.Id ?? call.Path.Scope;
        properties["createdOn"] = call.Existing?.Body.Text("createdOn") ?? now;
        properties["updatedOn"] = now;
        properties["createdBy"] = call.Existing?.Body.Text("createdBy") ?? call.Caller?.PrincipalId ?? "";
        properties["updatedBy"] = call.Caller?.PrincipalId ?? "";
        document.Default("principalType", "ServicePrincipal");
    }

    /// <summary>
    /// At, above and below the scope; <c>atScope()</c> leaves out those below, see
    /// https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
    /// </summary>
    private static IEnumerable<JsonObject> List(ArmCall call)
    {
        var filter = call.Text("$filter") ?? "";
        var atScope = filter.Contains("atScope()", StringComparison.OrdinalIgnoreCase);
        var principal = Principal().Match(filter) is { Success: true } match ? match.Groups["id"].Value : null;
        var assignee = Assignee().Match(filter) is { Success: true } asked ? asked.Groups["id"].Value : null;
        if (filter.Length > 0 && !atScope && principal is null && assignee is null)
        {
            throw ArmErrors.NotSimulated($"the filter '{filter}' (atScope(), principalId eq '…' and assignedTo('…') are)");
        }

        var scope = call.Path.Scope;
        return call
            .Store.OfType(Type.Name)
            .Where(one => IsAbove(one, scope) || (!atScope && ResourceIds.IsWithin(one.Body.Text("scope")!, scope)))
            .Where(one => principal is null || ResourceIds.Same(one.Body.Text("principalId"), principal))
            .Where(one => assignee is null || call.Cloud.Groups.Holds(one.Body.Text("principalId")!, assignee))
            .Select(one => ArmDocument.Of(call, Type, one));
    }

    private static bool IsAbove(ArmResource assignment, string scope) =>
        assignment.Body.Text("scope") is "/" || ResourceIds.IsWithin(scope, assignment.Body.Text("scope")!);

    [GeneratedRegex(@"principalId\s+eq\s+'(?<id>[^']*)'", RegexOptions.IgnoreCase)]
    private static partial Regex Principal();

    // Those of its groups too: https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
    [GeneratedRegex(@"assignedTo\(\s*'(?<id>[^']*)'", RegexOptions.IgnoreCase)]
    private static partial Regex Assignee();
}
