using LocalAzure.State;

namespace LocalAzure.Arm;

/// <summary>Checks that what a path builds on is there.</summary>
internal static class ArmScope
{
    /// <summary>Throws in ARM's words for a missing resource group or parent.</summary>
    public static void Check(ArmCall call, ArmType type)
    {
        var path = call.Path;
        if (path.ResourceGroup is { } group && call.Store.Get($"/subscriptions/{path.SubscriptionId}/resourceGroups/{group}") is null)
        {
            throw ArmErrors.ResourceGroupNotFound(group);
        }

        if (type.HasNoParent)
        {
            return;
        }

        if (!type.IsTopLevel || ResourceIds.Same(path.Namespace, "Microsoft.Authorization"))
        {
            CheckParent(call, path.ParentId);
        }
    }

    private static void CheckParent(ArmCall call, string parent)
    {
        if (parent.Length > 0 && call.Store.Get(parent) is null)
        {
            throw ArmErrors.ParentNotFound(ResourceIds.Name(parent));
        }
    }
}
