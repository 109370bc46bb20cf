using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>
/// A service that is not settled takes no writes: 409 ServiceLocked, as in the recordings of
/// https://github.com/Azure/azure-sdk-for-net/tree/main/sdk/apimanagement
/// </summary>
internal static class ServiceLock
{
    public static void Check(ArmCall call)
    {
        var path = call.Path;
        if (!ResourceIds.Same(path.Namespace, "Microsoft.ApiManagement"))
        {
            return;
        }

        var service = call.Store.Get($"{path.Scope}/providers/{path.Namespace}/service/{path.Names[0]}");
        if (service?.Body.Text("provisioningState") is not (null or "Succeeded"))
        {
            throw ArmErrors.Refuse(
                409,
                "ServiceLocked",
                $"The API Service {service.Name} is transitioning at this time. Please try the request again later."
            );
        }
    }
}
