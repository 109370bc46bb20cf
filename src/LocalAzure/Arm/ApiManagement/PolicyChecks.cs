using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LocalAzure.Gateway.Documents;
using LocalAzure.Gateway.Policies;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>What the service looks at before it takes a policy: the gateway's own check, against what the service holds.</summary>
internal static partial class PolicyChecks
{
    public static void Check(ArmCall call, XElement root, string expectedRoot)
    {
        var service = ApiManagementTypes.ServiceId(call);
        var sku = (string?)call.Store.Get(service)?.Body["sku"]?["name"] ?? "Developer";
        var faults = PolicyRegistry.Check(root, ScopeOf(call, expectedRoot), sku, ReferencesOf(call, service));
        if (faults.Count > 0)
        {
            throw ArmErrors.Validation([.. faults.Select(fault => (fault.Element, fault.Message))]);
        }
    }

    /// <summary>The backend ids that a policy names, without those it computes.</summary>
    public static IEnumerable<(XElement Element, string Id)> Backends(XElement root) =>
        root.DescendantsAndSelf()
            .SelectMany(element =>
                element
                    .Attributes()
                    .Where(one => one.Name.LocalName is "backend-id" or "embeddings-backend-id")
                    .Where(one =>
                        !one.Value.Contains("@(", StringComparison.Ordinal) && !one.Value.Contains("@{", StringComparison.Ordinal)
                    )
                    .Where(one => !one.Value.Contains("{{", StringComparison.Ordinal))
                    .Select(one => (element, one.Value))
            );

    /// <summary>The display names of named values in a text.</summary>
    public static IEnumerable<string> NamedValues(string text) => NamedValue().Matches(text).Select(match => match.Groups[1].Value);

    private static PolicyScope ScopeOf(ArmCall call, string root) =>
        root == "fragment"
            ? PolicyScope.Fragment
            : call.Path.Types switch
            {
                [_, "policies", ..] => PolicyScope.Global,
                [_, var under, "policies", ..] when ResourceIds.Same(under, "products") => PolicyScope.Product,
                [_, _, "policies", ..] => PolicyScope.Api,
                _ => PolicyScope.Operation,
            };

    private static PolicyReferences ReferencesOf(ArmCall call, string service) =>
        new()
        {
            Backends = Names(call.Store.Children(service, ApiManagementTypes.Backends).Select(backend => backend.Name)),
            NamedValues = Names(
                call.Store.Children(service, ApiManagementTypes.NamedValues).Select(value => value.Body.Text("displayName")!)
            ),
            Fragments = Names(call.Store.Children(service, ApiManagementTypes.Fragments).Select(fragment => fragment.Name)),
            ClientIds = Names(
                (call.Store.Get(service)?.Body["identity"]?["userAssignedIdentities"] as JsonObject ?? [])
                    .Select(identity => (string?)identity.Value?["clientId"])
                    .OfType<string>()
            ),
        };

    private static HashSet<string> Names(IEnumerable<string> names) => names.ToHashSet(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9\-._]+)\s*\}\}")]
    private static partial Regex NamedValue();
}
