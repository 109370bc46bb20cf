using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalAzure.FunctionsHost.Protocol;
using LocalAzure.Queue;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Queue firings: the message's exact text, or its bytes with <c>dataType: binary</c>; its own data and the properties of a JSON
/// object as metadata.
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#message-metadata
/// </summary>
internal static class QueueInvocation
{
    // A text binding refuses bytes that are not UTF-8, and that counts as a failed try.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="DecoderFallbackException">The message is not UTF-8 and the binding wants text.</exception>
    public static Invocation Of(FunctionDefinition function, QueueMessage message, byte[] body)
    {
        var data = BuiltIn(message);
        if (function.Trigger.IsBinary)
        {
            return new()
            {
                Function = function,
                Input = TypedValue.Of(body),
                Metadata = data,
            };
        }

        var text = Strict.GetString(body);
        data.With("QueueTrigger", text);
        if (AsObject(text) is { } json)
        {
            data.Spread(json);
        }

        return new()
        {
            Function = function,
            Input = new TypedData { String = text },
            Metadata = data,
        };
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
