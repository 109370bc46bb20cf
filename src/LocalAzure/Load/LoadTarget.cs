using System.Text.Json.Nodes;

namespace LocalAzure.Load;

/// <summary>One kind of call that the load is made of.</summary>
public sealed record LoadTarget
{
    /// <summary>What is counted together.</summary>
    public required string Alias { get; init; }

    /// <summary>Below the gateway's address.</summary>
    public required Uri Path { get; init; }

    public required JsonObject Body { get; init; }

    /// <summary>Whether the answer is a stream, which is good only when it comes to its end.</summary>
    public bool IsStream { get; init; }

    /// <summary>A chat call with the alias in the path.</summary>
    public static LoadTarget InPath(string apiPath, string alias, string apiVersion, bool stream = false) =>
        new()
        {
            Alias = alias,
            Path = new Uri(
                $"{apiPath.Trim('/')}/deployments/{Uri.EscapeDataString(alias)}/chat/completions?api-version={apiVersion}",
                UriKind.Relative
            ),
            Body = Question(stream),
            IsStream = stream,
        };

    /// <summary>A chat call with the alias as the body's <c>model</c>.</summary>
    public static LoadTarget InBody(string apiPath, string alias, bool stream = false)
    {
        var body = Question(stream);
        body["model"] = alias;
        return new()
        {
            Alias = alias,
            Path = new Uri($"{apiPath.Trim('/')}/chat/completions", UriKind.Relative),
            Body = body,
            IsStream = stream,
        };
    }

    private static JsonObject Question(bool stream)
    {
        var body = new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Say hello." }) };
        if (stream)
        {
            body["stream"] = true;
        }

        return body;
    }
}
