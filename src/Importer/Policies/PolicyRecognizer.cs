using System.Xml;
using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Recognises policies that the portal's wizard wrote, for taking over their APIs. The ownership tag is the id that the wizard
/// gives its <c>set-backend-service</c>; older ones are known by their shape.
/// </summary>
internal static class PolicyRecognizer
{
    private const string OwnershipTag = "apim-generated-policy";

    private const string OldBackendSuffix = "-openai-endpoint";

    private static readonly HashSet<string> WizardElements = new(StringComparer.Ordinal)
    {
        "base",
        "set-backend-service",
        "authentication-managed-identity",
        "llm-token-limit",
        "llm-emit-token-metric",
        "llm-semantic-cache-lookup",
        "llm-semantic-cache-store",
        "llm-content-safety",
        "rate-limit",
    };

    /// <summary>What the wizard wrote, or null when this is not its work or cannot be read.</summary>
    public static PortalPolicy? Recognize(string? xml)
    {
        if (string.IsNullOrWhiteSpace(xml))
        {
            return null;
        }

        try
        {
            return Recognize(PolicyXml.Read(xml));
        }
        catch (XmlException)
        {
            // Razor text that is no XML: API Management takes it, the wizard never writes it.
            return null;
        }
    }

    private static PortalPolicy? Recognize(XElement root)
    {
        var inbound = root.Element("inbound");
        var backend = inbound?.Elements("set-backend-service").FirstOrDefault();
        if (inbound is null || backend is null)
        {
            return null;
        }

        var backendId = backend.Attribute("backend-id")?.Value;
        var isOld = IsBeforeBase(backend, inbound);
        var isTagged = backend.Attribute("id")?.Value == OwnershipTag;
        var looksOld = isOld && backendId?.EndsWith(OldBackendSuffix, StringComparison.OrdinalIgnoreCase) == true;
        return isTagged || looksOld ? Describe(root, inbound, backendId, isOld) : null;
    }

    private static PortalPolicy Describe(XElement root, XElement inbound, string? backendId, bool isOld)
    {
        var names = root.Elements().Elements().Select(PolicyCanonicalizer.NameOf).ToList();
        return new PortalPolicy
        {
            Style = isOld ? PortalStyle.AzureOpenAI2024 : PortalStyle.Foundry2025,
            BackendId = backendId,
            IdentityResource = inbound.Element("authentication-managed-identity")?.Attribute("resource")?.Value,
            AiPolicies = [.. names.Where(name => name.StartsWith("llm-", StringComparison.Ordinal))],
            AddedByHand = [.. names.Where(name => !WizardElements.Contains(name))],
        };
    }

    private static bool IsBeforeBase(XElement backend, XElement inbound) => inbound.Element("base") is { } outer && backend.IsBefore(outer);
}
