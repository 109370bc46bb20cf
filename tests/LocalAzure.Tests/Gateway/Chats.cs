using System.Text.Json.Nodes;

namespace LocalAzure.Tests.Gateway;

/// <summary>Bodies of model calls.</summary>
internal static class Chats
{
    public static JsonObject Say(string text, bool stream = false, bool withUsage = false)
    {
        var body = new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }) };
        if (stream)
        {
            body["stream"] = true;
            body["stream_options"] = new JsonObject { ["include_usage"] = withUsage };
        }

        return body;
    }
}
