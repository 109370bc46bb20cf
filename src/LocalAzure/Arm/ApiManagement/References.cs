using System.Xml.Linq;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>What policies and backends refer to cannot be deleted before them.</summary>
internal static class References
{
    /// <summary>Refuses when an element of any policy names this id.</summary>
    public static void RefuseIfUsed(ArmCall call, string element, string attribute, string id)
    {
        foreach (var policy in Documents(call))
        {
            var uses = XDocument
                .Parse(policy.Body.Text("value")!)
                .Descendants(element)
                .Any(one => ResourceIds.Same((string?)one.Attribute(attribute), id));
            if (uses)
            {
                throw InUse(id, policy.Id);
            }
        }
    }

    public static void RefuseIfBackendIsUsed(ArmCall call, string id, bool pooled)
    {
        foreach (var policy in Documents(call))
        {
            if (PolicyChecks.Backends(XDocument.Parse(policy.Body.Text("value")!).Root!).Any(one => ResourceIds.Same(one.Id, id)))
            {
                throw InUse(id, policy.Id);
            }
        }

        foreach (var pool in call.Store.Children(ApiManagementTypes.ServiceId(call), ApiManagementTypes.Backends))
        {
            if (pooled && BackendRules.Members(pool.Body).Any(member => ResourceIds.Same(ResourceIds.Name(member), id)))
            {
                throw InUse(id, pool.Id);
            }
        }
    }

    public static void RefuseIfNamedValueIsUsed(ArmCall call, string displayName)
    {
        var backends = call.Store.Children(ApiManagementTypes.ServiceId(call), ApiManagementTypes.Backends);
        foreach (var user in Documents(call).Concat(backends))
        {
            var text = user.Body.Text("value") ?? user.Body.ToJsonString();
            if (PolicyChecks.NamedValues(text).Any(name => ResourceIds.Same(name, displayName)))
            {
                throw InUse(displayName, user.Id);
            }
        }
    }

    /// <summary>Every policy and fragment of the service.</summary>
    private static IEnumerable<ArmResource> Documents(ArmCall call) =>
        ApiManagementTypes
            .Policies.Append(ApiManagementTypes.Fragments)
            .SelectMany(call.Store.OfType)
            .Where(one => ResourceIds.IsWithin(one.Id, ApiManagementTypes.ServiceId(call)));

    /// <summary>The service's wording is not known.</summary>
    private static ArmRefusedException InUse(string id, string user) =>
        ArmErrors.Validation(("id", $"'{id}' cannot be deleted because it is used by '{user}'."));
}
