using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Importer.Arm;

namespace Importer.Apim;

/// <summary>Prepares an OpenAPI document for its import.</summary>
internal static class ApimDocument
{
    /// <summary>
    /// The document with the API's own title and description: an import may take both from the document rather than from the
    /// request beside it, and the description carries the ownership tag. A text that is not a JSON object is left for the service to
    /// refuse.
    /// </summary>
    /// <remarks>Source: https://github.com/Azure/apiops (the specification wins over the properties of the same request)</remarks>
    public static string Named(string document, string title, string description)
    {
        // Some editors write a byte order mark, which the import does not take: https://github.com/Azure/azure-cli/issues/29405
        var text = document.TrimStart('\uFEFF');
        if (Parse(text) is not { } root || root["info"] is not JsonObject info)
        {
            return text;
        }

        info["title"] = title;
        info["description"] = description;
        return Encoding.UTF8.GetString(root.ToBytes().Span);
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
