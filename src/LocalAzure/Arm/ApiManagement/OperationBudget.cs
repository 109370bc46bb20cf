using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>How many operations a tier holds, see https://learn.microsoft.com/azure/api-management/service-limits</summary>
internal static class OperationBudget
{
    private static readonly Dictionary<string, int> Limits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Consumption"] = 3_000,
        ["Developer"] = 3_000,
        ["Basic"] = 10_000,
        ["BasicV2"] = 10_000,
        ["Standard"] = 50_000,
        ["StandardV2"] = 50_000,
        ["Premium"] = 75_000,
        ["PremiumV2"] = 75_000,
    };

    /// <summary>Refuses operations that the service has no room for. The service's wording is not known.</summary>
    public static void Check(ArmCall call, int wanted)
    {
        var service = call.Store.Get(ApiManagementTypes.ServiceId(call))!;
        var sku = (string?)service.Body["sku"]?["name"] ?? "";
        if (!Limits.TryGetValue(sku, out var limit))
        {
            return;
        }

        var others = call
            .Store.OfType(ApiManagementTypes.Operations)
            .Count(one => ResourceIds.IsWithin(one.Id, service.Id) && !ResourceIds.IsWithin(one.Id, call.Path.Id));
        if (others + wanted > limit)
        {
            throw ArmErrors.Validation(
                ("operations", $"The service tier {sku} holds {limit} operations: {others} are in use and this request needs {wanted}.")
            );
        }
    }
}
