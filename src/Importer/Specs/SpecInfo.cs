using System.Text.Json.Nodes;

namespace Importer.Specs;

/// <summary>The <c>info</c> of a document. On import the document's title and description win over the API's own.</summary>
public static class SpecInfo
{
    /// <summary>Sets title and description; null leaves what is there.</summary>
    public static SpecDocument Set(SpecDocument document, string? title, string? description) => document.WithHead(root =>
    {
        if (root["info"] is not JsonObject info)
        {
            root["info"] = info = [];
        }

        Put(info, "title", title);
        Put(info, "description", description);
    });

    private static void Put(JsonObject info, string name, string? value)
    {
        if (value is not null)
        {
            info[name] = value;
        }
    }
}
