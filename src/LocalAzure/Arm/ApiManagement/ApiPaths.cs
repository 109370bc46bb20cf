using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>Two APIs cannot listen on one path.</summary>
internal static partial class ApiPaths
{
    public static void Check(ArmCall call, JsonObject document)
    {
        var path = document.Text("path")!;
        if (!PathForm().IsMatch(path))
        {
            throw ArmErrors.Validation(("path", $"'{path}' is not a path: it must not begin or end with a slash."));
        }

        var other = call
            .Store.Children(ApiManagementTypes.ServiceId(call), ApiManagementTypes.Apis)
            .FirstOrDefault(api => ResourceIds.Same(api.Body.Text("path"), path) && !ResourceIds.Same(api.Name, call.Path.Name));
        if (other is not null)
        {
            // Wording: https://github.com/Azure/azure-powershell/issues/11027
            throw ArmErrors.Validation(
                (
                    "path",
                    $"Cannot create API '{document.Text("displayName") ?? call.Path.Name}' with the same Path '{path}' as API '{other.Body.Text("displayName")}' unless it's a part of the same version set"
                )
            );
        }
    }

    // The form that terraform-provider-azurerm checks: https://github.com/hashicorp/terraform-provider-azurerm
    [GeneratedRegex(@"^(?:|[\w]|[\w.][\w\-/.:]{0,398}[\w\-])$")]
    private static partial Regex PathForm();
}
