using System.Xml;

namespace Importer.Policies;

/// <summary>Finds where a policy sends calls.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/set-backend-service-policy</remarks>
internal static class PolicyTargets
{
    /// <summary>
    /// The targets, each once and in order; null when the document is no XML (API Management takes Razor text that is none).
    /// </summary>
    public static IReadOnlyList<PolicyTarget>? Of(string? xml)
    {
        if (string.IsNullOrWhiteSpace(xml))
        {
            return [];
        }

        try
        {
            return
            [
                .. PolicyXml
                    .Read(xml)
                    .Descendants("set-backend-service")
                    .Select(element => new PolicyTarget(element.Attribute("backend-id")?.Value, element.Attribute("base-url")?.Value))
                    .Where(target => target.BackendId is not null || target.BaseUrl is not null)
                    .Distinct(),
            ];
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The ids of the fragments that a policy or fragment includes; none where it is no XML.</summary>
    public static IReadOnlyList<string> Fragments(string? xml)
    {
        try
        {
            return string.IsNullOrWhiteSpace(xml)
                ? []
                :
                [
                    .. PolicyXml
                        .Read(xml)
                        .Descendants("include-fragment")
                        .Select(element => element.Attribute("fragment-id")?.Value)
                        .OfType<string>()
                        .Distinct(StringComparer.OrdinalIgnoreCase),
                ];
        }
        catch (XmlException)
        {
            return [];
        }
    }

    /// <summary>
    /// True when one target holds for every call, whatever conditions say; <paramref name="xml"/> is one that <see cref="Of"/> can read.
    /// </summary>
    public static bool IsAlways(string xml) =>
        xml.Length > 0 && PolicyXml.Read(xml).Elements("inbound").SelectMany(inbound => inbound.Elements("set-backend-service")).Any();
}

/// <summary>Where one <c>set-backend-service</c> of a policy sends calls; exactly one of the two is given.</summary>
/// <param name="BackendId">The id of a backend resource.</param>
/// <param name="BaseUrl">An address as it is written: it may be an expression or name a named value.</param>
internal sealed record PolicyTarget(string? BackendId, string? BaseUrl);
