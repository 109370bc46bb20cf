using System.Text.Json.Nodes;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>The web service URL of an imported API: the first https server with its variables' defaults filled in.</summary>
internal static class SpecServers
{
    public static string? FirstHttps(JsonObject document) =>
        (document["servers"] as JsonArray ?? [])
            .Select(server => Filled(server as JsonObject))
            .FirstOrDefault(url => url?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true);

    private static string? Filled(JsonObject? server)
    {
        var url = (string?)server?["url"];
        foreach (var (name, variable) in server?["variables"] as JsonObject ?? [])
        {
            url = url?.Replace($"{{{name}}}", (string?)variable?["default"] ?? "", StringComparison.Ordinal);
        }

        return url;
    }
}
