using System.Text;
using System.Text.Json.Nodes;

namespace Functions.Host;

/// <summary>Writes answers: always a JSON object. An empty body would hang the invocation until the host kills this process.</summary>
internal static class JsonReply
{
    /// <summary>Writes <paramref name="body"/>.</summary>
    public static async Task WriteAsync(HttpResponse response, int status, JsonObject body)
    {
        if (response.HasStarted)
        {
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, CancellationToken.None);
    }

    /// <summary>Writes why a request reaches no function.</summary>
    public static Task WriteAsync(HttpResponse response, Refusal refusal)
    {
        if (refusal.Status == 405)
        {
            response.Headers.Allow = "POST";
        }

        return WriteAsync(response, refusal.Status, Error(refusal.Code, refusal.Message));
    }

    /// <summary>The object that tells an error.</summary>
    public static JsonObject Error(string code, string message) =>
        new() { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } };
}
