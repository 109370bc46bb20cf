using LocalAzure.Arm.ApiManagement;
using LocalAzure.Arm.Authorization;
using LocalAzure.Arm.CognitiveServices;
using LocalAzure.Arm.Resources;

namespace LocalAzure.Arm;

/// <summary>Every resource type that is simulated.</summary>
internal static class ArmTypes
{
    private static readonly Dictionary<string, ArmType> ByName = new ArmType[][]
    {
        CognitiveTypes.All,
        ApiManagementTypes.All,
        AuthorizationTypes.All,
    }
        .SelectMany(types => types)
        .ToDictionary(type => type.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>For the parity ledger; subscriptions, resource groups and tags are not resources of a provider.</summary>
    public static IReadOnlyList<string> Names =>
        [.. ByName.Keys, TagRules.Type, "Microsoft.Resources/subscriptions", "Microsoft.Resources/subscriptions/resourceGroups"];

    /// <summary>Null when the type is not simulated.</summary>
    public static ArmType? Find(string name) => ByName.GetValueOrDefault(name);
}
