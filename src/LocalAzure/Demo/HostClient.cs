using System.Net;
using System.Text.Json.Nodes;

namespace LocalAzure.Demo;

/// <summary>What a person with the functions app's keys does.</summary>
internal sealed class HostClient(HttpClient client, string functionKey, string masterKey)
{
    /// <summary>The address of the health page, for a browser.</summary>
    public Uri ReportPage => new(client.BaseAddress!, $"/api/report?code={functionKey}");

    public Task<Reply> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, cancellationToken);

    public Task<Reply> PostAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, cancellationToken);

    /// <summary>The names of the app's functions.</summary>
    public async Task<IReadOnlyList<string>> FunctionsAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/functions");
        request.Headers.Add("x-functions-key", masterKey);
        var reply = await Reply.SendAsync(client, request, cancellationToken);
        return [.. (reply.Json as JsonArray)?.Select(function => (string)function!["name"]!) ?? []];
    }

    /// <summary>Fires a timer function by hand.</summary>
    public async Task FireAsync(string function, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/admin/functions/{function}");
        request.Headers.Add("x-functions-key", masterKey);
        request.Content = JsonContent.Create(new JsonObject { ["input"] = "" });
        var reply = await Reply.SendAsync(client, request, cancellationToken);
        Check.That(reply.Status == HttpStatusCode.Accepted, $"the function {function} can be run by hand (202)", reply.ToString());
    }

    /// <summary>One part of the report once its round ran after that moment.</summary>
    public async Task<JsonNode> ReportAsync(string part, DateTimeOffset after, CancellationToken cancellationToken)
    {
        var reply = await Check.UntilAsync(
            $"GET /api/report.json holds a '{part}' from after {after:HH:mm:ss}",
            () => GetAsync("/api/report.json", cancellationToken),
            seen => IsFresh(seen.Json?[part], after),
            cancellationToken
        );
        return reply.Json![part]!;
    }

    private static bool IsFresh(JsonNode? part, DateTimeOffset after) =>
        DateTimeOffset.TryParse((string?)part?["generatedAt"], null, out var generated) && generated >= after;

    private async Task<Reply> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("x-functions-key", functionKey);
        return await Reply.SendAsync(client, request, cancellationToken);
    }
}
