using System.Net;
using System.Net.Http.Headers;

namespace Functions.Host;

/// <summary>
/// Lets in what the Functions host sends and nothing else. The protocol authenticates nobody: the loopback is the boundary,
/// and these checks keep other machines, browsers (by the Host header) and mistakes outside.
/// </summary>
internal static class Gatekeeper
{
    /// <summary>Why the request is refused, or null when it may pass to function <paramref name="name"/>.</summary>
    public static Refusal? Check(HttpContext context, FunctionTable table, out string name)
    {
        name = context.Request.Path.Value is ['/', .. var rest] ? rest : "";
        return CheckSender(context) ?? CheckRequest(context.Request, table, name);
    }

    /// <summary>Why the sender is refused, or null when it is the loopback.</summary>
    public static Refusal? CheckSender(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address))
        {
            return new Refusal(403, "NotLoopback", "Only this machine may call the handler.");
        }

        return context.Request.Host.Host is "127.0.0.1" or "localhost"
            ? null
            : new Refusal(403, "WrongHost", "The Host header must name 127.0.0.1.");
    }

    private static Refusal? CheckRequest(HttpRequest request, FunctionTable table, string name)
    {
        if (!table.TryFind(name, out _))
        {
            return new Refusal(404, "UnknownFunction", $"There is no such function; there are {string.Join(", ", table.Names)}.");
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            return new Refusal(405, "MethodNotAllowed", "A function is called with POST.");
        }

        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType?.ToUpperInvariant() is "APPLICATION/JSON" or "TEXT/JSON"
            ? null
            : new Refusal(415, "UnsupportedMediaType", "The body must be application/json.");
    }
}
