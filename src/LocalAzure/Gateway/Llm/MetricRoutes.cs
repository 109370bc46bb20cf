using System.Text.Json.Nodes;

namespace LocalAzure.Gateway.Llm;

/// <summary><c>GET /_local/metrics</c> on the ARM port: what llm-emit-token-metric has sent.</summary>
public static class MetricRoutes
{
    public static void Map(WebApplication app, Cloud cloud) => app.MapGet("/_local/metrics", http => WriteAsync(http, cloud));

    private static Task WriteAsync(HttpContext http, Cloud cloud)
    {
        http.Response.ContentType = "application/json";
        var metrics = new JsonArray([.. cloud.Gateway.Metrics.All.Select(Json)]);
        return http.Response.WriteAsync(new JsonObject { ["metrics"] = metrics }.ToJsonString(), http.RequestAborted);
    }

    private static JsonNode Json(Metric metric) =>
        new JsonObject
        {
            ["time"] = metric.Time,
            ["namespace"] = metric.Namespace,
            ["name"] = metric.Name,
            ["value"] = metric.Value,
            ["dimensions"] = new JsonObject(metric.Dimensions.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        };
}
