using System.Text.Json;
using System.Text.Json.Nodes;

namespace Importer.Specs;

/// <summary>The <c>servers</c> of a document: where the API behind it lives.</summary>
internal static class SpecServers
{
    /// <summary>
    /// Why an address cannot be a document's server, as a sentence; null when it can. API Management takes https; plain
    /// http is for a service on the same machine.
    /// </summary>
    public static string? Problem(Uri serviceUrl) =>
        serviceUrl switch
        {
            { IsAbsoluteUri: false } => $"'{serviceUrl}' is no full address; give one such as https://contoso.openai.azure.com/openai",
            { Scheme: "https" } => null,
            { Scheme: "http", IsLoopback: true } => null,
            _ => $"'{serviceUrl}' is not https; only an address on the same machine may be plain http",
        };

    /// <summary>
    /// Sets one server in place of all others: the address as it is, and its host as the default of the variable
    /// <c>endpoint</c>.
    /// </summary>
    /// <param name="document">The document; stays as it is.</param>
    /// <param name="serviceUrl">The account's endpoint with the suffix of the compatibility.</param>
    /// <exception cref="ArgumentException">The address is neither https nor on the same machine.</exception>
    public static SpecDocument Set(SpecDocument document, Uri serviceUrl) =>
        Problem(serviceUrl) is { } problem
            ? throw new ArgumentException(problem, nameof(serviceUrl))
            : document.WithHead(root => Put(root, serviceUrl));

    /// <summary>Removes the servers, for an API whose policy alone names the backend.</summary>
    public static SpecDocument Clear(SpecDocument document) => document.WithHead(root => root.Remove("servers"));

    /// <summary>The path of the first https server; null when there is none.</summary>
    internal static string? HttpsPath(JsonElement root)
    {
        var url = root.Member("servers")
            .Items()
            .Select(server => server.Text("url"))
            .FirstOrDefault(url => url?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true);
        if (url is null)
        {
            return null;
        }

        var slash = url.IndexOf('/', "https://".Length);
        return slash < 0 ? "" : url[slash..].TrimEnd('/');
    }

    private static void Put(JsonObject root, Uri serviceUrl)
    {
        JsonArray servers =
        [
            new JsonObject
            {
                ["url"] = serviceUrl.AbsoluteUri.TrimEnd('/'),
                ["variables"] = new JsonObject { ["endpoint"] = new JsonObject { ["default"] = serviceUrl.Authority } },
            },
        ];
        if (root.ContainsKey("servers"))
        {
            root["servers"] = servers;
        }
        else
        {
            root.Insert(Math.Max(0, root.IndexOf("paths")), "servers", servers);
        }
    }
}
