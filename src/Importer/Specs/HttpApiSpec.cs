using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Importer.Deployments;

namespace Importer.Specs;

/// <summary>
/// The document of an HTTP API without service URL: the paths carry <c>/openai</c> themselves
/// (<c>POST /openai/deployments/{deployment}/chat/completions</c> and its siblings), so the backend must not. The
/// api-version passes through and is not part of the URL template.
/// </summary>
internal static class HttpApiSpec
{
    private const string Prefix = "/openai";

    private static readonly ConcurrentDictionary<int, SpecDocument> Made = new();

    /// <summary>The document for what the deployments can do.</summary>
    public static SpecDocument For(IReadOnlySet<Capability> capabilities) =>
        Made.GetOrAdd(
            SpecCatalogue.Key(capabilities),
            static (_, wanted) => Make(SpecCatalogue.For(Compatibility.AzureOpenAI, wanted)),
            capabilities
        );

    private static SpecDocument Make(SpecDocument document) =>
        SpecServers
            .Clear(document)
            .With(root =>
            {
                var paths = new JsonObject();
                foreach (var (path, item) in root["paths"]!.AsObject())
                {
                    var copy = item!.DeepClone().AsObject();
                    foreach (var parameter in Parameters(copy))
                    {
                        Loosen(parameter);
                    }

                    paths[Prefix + path.Replace("{deployment-id}", "{deployment}", StringComparison.Ordinal)] = copy;
                }

                root["paths"] = paths;
            });

    private static IEnumerable<JsonObject> Parameters(JsonObject pathItem) =>
        pathItem
            .Select(method => method.Value?["parameters"])
            .OfType<JsonArray>()
            .SelectMany(parameters => parameters)
            .OfType<JsonObject>();

    private static void Loosen(JsonObject parameter)
    {
        switch ((string?)parameter["name"])
        {
            case "deployment-id":
                parameter["name"] = "deployment";
                break;
            case "api-version":
                parameter["required"] = false;
                break;
        }
    }
}
