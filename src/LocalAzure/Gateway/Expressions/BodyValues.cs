using System.Text.Json;
using System.Text.Json.Nodes;
using static LocalAzure.Gateway.Expressions.ExpressionType;
using static LocalAzure.Gateway.Expressions.Member;
using static LocalAzure.Gateway.Expressions.Members;

namespace LocalAzure.Gateway.Expressions;

/// <summary>
/// The request's body as text or JSON. Only <c>preserveContent: true</c> is simulated: without it the body would be used up.
/// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ref-imessagebody
/// </summary>
internal static class BodyValues
{
    public static IEnumerable<Entry> All =>
        [
            new(Request, "Body", Property<GatewayRequest>(Body, static it => it.Body)),
            new(
                Body,
                "As",
                Method<byte[]>(
                    ExpressionType.Object,
                    [ExpressionType.Boolean],
                    static (it, with) =>
                        with[0] is true ? it : throw new ExpressionFailure("LocalAzure reads a body only with preserveContent: true.")
                )
            ),
            new(
                ExpressionType.Json,
                Indexer,
                Method<JsonNode>(ExpressionType.Json, [Text], static (it, with) => it is JsonObject json ? json[(string)with[0]!] : null)
            ),
            new(
                ExpressionType.Json,
                "ToString",
                Method<JsonNode>(
                    Text,
                    [],
                    static (it, _) => it is JsonValue value && value.TryGetValue<string>(out var text) ? text : it.ToJsonString()
                )
            ),
        ];

    /// <exception cref="ExpressionFailure">The body is no JSON object.</exception>
    public static JsonObject Json(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw new ExpressionFailure("The body is no JSON object.");
        }
        catch (JsonException)
        {
            throw new ExpressionFailure("The body is no JSON object.");
        }
    }
}
