using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>What the service looks at before it takes a policy: sections, elements, and what they refer to.</summary>
internal static partial class PolicyChecks
{
    private static readonly string[] Sections = ["inbound", "backend", "outbound", "on-error"];

    public static void Check(ArmCall call, XElement root, string expectedRoot)
    {
        if (root.Name.LocalName != expectedRoot)
        {
            throw ArmErrors.Validation(PolicyText.FaultAt(root, $"The document element must be '{expectedRoot}'."));
        }

        var faults = SectionFaults(root).Concat(ReferenceFaults(call, root)).ToList();
        if (faults.Count > 0)
        {
            throw ArmErrors.Validation(faults);
        }
    }

    /// <summary>The backend ids that a policy names, without those it computes.</summary>
    public static IEnumerable<(XElement Element, string Id)> Backends(XElement root) => root.DescendantsAndSelf()
        .SelectMany(element => element.Attributes()
            .Where(one => one.Name.LocalName is "backend-id" or "embeddings-backend-id")
            .Where(one => !one.Value.Contains("@(", StringComparison.Ordinal) && !one.Value.Contains("@{", StringComparison.Ordinal))
            .Where(one => !one.Value.Contains("{{", StringComparison.Ordinal))
            .Select(one => (element, one.Value)));

    /// <summary>The display names of named values in a text.</summary>
    public static IEnumerable<string> NamedValues(string text) =>
        NamedValue().Matches(text).Select(match => match.Groups[1].Value);

    private static IEnumerable<(string Target, string Message)> SectionFaults(XElement root)
    {
        if (root.Name.LocalName != "policies")
        {
            yield break;
        }

        foreach (var section in root.Elements())
        {
            if (!Sections.Contains(section.Name.LocalName))
            {
                yield return PolicyText.FaultAt(section, "This element is not a section of a policy document.");
            }
            else if (section.ElementsBeforeSelf(section.Name).Any())
            {
                yield return PolicyText.FaultAt(section, "This section stands twice.");
            }
        }
    }

    private static IEnumerable<(string Target, string Message)> ReferenceFaults(ArmCall call, XElement root)
    {
        var service = ApiManagementTypes.ServiceId(call);
        foreach (var (element, id) in Backends(root))
        {
            if (call.Store.Get($"{service}/backends/{id}") is null)
            {
                yield return PolicyText.FaultAt(element, $"Backend with id '{id}' could not be found.");
            }
        }

        foreach (var include in root.Descendants("include-fragment"))
        {
            var id = (string?)include.Attribute("fragment-id") ?? "";
            if (call.Store.Get($"{service}/policyFragments/{id}") is null)
            {
                yield return PolicyText.FaultAt(include, $"Policy fragment with id '{id}' could not be found.");
            }
        }

        foreach (var name in NamedValues(root.ToString()).Distinct())
        {
            if (NamedValueRules.ByDisplayName(call.Store, service, name) is null)
            {
                yield return ("representation", $"Cannot find a property '{name}'");
            }
        }
    }

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9\-._]+)\s*\}\}")]
    private static partial Regex NamedValue();
}
