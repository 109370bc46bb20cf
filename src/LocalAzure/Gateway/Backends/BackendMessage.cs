using System.Net.Http.Headers;
using LocalAzure.Gateway.Configuration;

namespace LocalAzure.Gateway.Backends;

/// <summary>Makes the HTTP message for a backend out of the request in the pipeline.</summary>
internal static class BackendMessage
{
    /// <summary>Hop-by-hop headers and what the connection sets itself.</summary>
    private static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host",
        "Connection",
        "Keep-Alive",
        "Transfer-Encoding",
        "Content-Length",
        "Upgrade",
        "TE",
        "Trailer",
        "Proxy-Connection",
        "Expect",
    };

    public static HttpRequestMessage Of(PolicyContext context, BackendEntry? backend, string url)
    {
        var request = context.Request;
        var query = new QueryBag(request.Query.ToString());
        AddQuery(query, backend);
        var message = new HttpRequestMessage(new HttpMethod(request.Method), $"{url.TrimEnd('/')}{request.Path}{query}");
        if (request.Body.Length > 0)
        {
            message.Content = new ByteArrayContent(request.Body);
        }

        foreach (var (name, values) in request.Headers)
        {
            Add(message, name, values);
        }

        AddCredentials(context, message.Headers, backend);
        return message;
    }

    /// <summary>The backend's own credentials replace what the request carries under the same name.</summary>
    public static void AddCredentials(PolicyContext context, HttpRequestHeaders headers, BackendEntry? backend)
    {
        foreach (var (name, values) in backend?.Headers ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            Replace(headers, name, values);
        }

        if (backend?.Authorization is { } authorization)
        {
            Replace(headers, "Authorization", [authorization]);
        }

        if (backend?.IdentityResource is { } resource)
        {
            var token = ServiceIdentity.Token(context, resource, backend.IdentityClientId, "set-backend-service");
            Replace(headers, "Authorization", [$"Bearer {token}"]);
        }
    }

    public static bool IsPassedOn(string header) => !Dropped.Contains(header);

    private static void AddQuery(QueryBag query, BackendEntry? backend)
    {
        foreach (var (name, values) in backend?.Query ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            query.Set(name, values);
        }
    }

    private static void Add(HttpRequestMessage message, string name, IReadOnlyList<string> values)
    {
        if (IsPassedOn(name) && !message.Headers.TryAddWithoutValidation(name, values))
        {
            message.Content?.Headers.TryAddWithoutValidation(name, values);
        }
    }

    private static void Replace(HttpRequestHeaders headers, string name, IEnumerable<string> values)
    {
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, values);
    }
}
