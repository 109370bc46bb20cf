using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Queue firings: the message text is a string, so it arrives as a JSON string that holds a JSON string literal;
/// with <c>dataType: binary</c> as base64.
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#message-metadata
/// </summary>
internal static class QueueInvocation
{
    // A text binding refuses bytes that are not UTF-8, and that counts as a failed try.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="DecoderFallbackException">The message is not UTF-8 and the binding wants text.</exception>
    public static Invocation Of(FunctionDefinition function, QueueMessage message)
    {
        var trigger = function.Trigger;
        var data = BuiltIn(message);
        if (trigger.IsBinary)
        {
            return new() { Function = function, Data = new JsonObject { [trigger.Name] = Convert.ToBase64String(message.Body) }, Metadata = data };
        }

        var text = Strict.GetString(message.Body);
        if (AsObject(text) is { } json)
        {
            data.Spread(json);
        }

        return new() { Function = function, Data = new JsonObject { [trigger.Name] = HostEncoding.Encode(text) }, Metadata = data };
    }

    private static BindingData BuiltIn(QueueMessage message)
    {
        var data = new BindingData().With("DequeueCount", message.DequeueCount).With("ExpirationTime", message.ExpirationTime);
        if (message.Id.Length > 0)
        {
            data.With("Id", message.Id);
        }

        data.With("InsertionTime", message.InsertionTime).With("NextVisibleTime", message.NextVisibleTime);
        return message.PopReceipt.Length > 0 ? data.With("PopReceipt", message.PopReceipt) : data;
    }

    private static JsonObject? AsObject(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
