using System.Text.Json;
using System.Text.Json.Nodes;
using static LocalAzure.Gateway.Expressions.ExpressionType;
using static LocalAzure.Gateway.Expressions.Member;
using static LocalAzure.Gateway.Expressions.Members;

namespace LocalAzure.Gateway.Expressions;

/// <summary>
/// The body of request or answer as text or JSON; null where there is none. Only <c>preserveContent: true</c> is simulated:
/// without it the body would be used up.
/// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ref-imessagebody
/// </summary>
internal static class BodyValues
{
    public static IEnumerable<Entry> All =>
        [
            new(Request, "Body", Property<GatewayRequest>(Body, static it => it.Body.Length == 0 ? null : it.Body)),
            new(Response, "Body", Property<GatewayResponse>(Body, Whole)),
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
                Indexer,
                Method<JsonNode>(ExpressionType.Json, [Number], static (it, with) => it.AsArray()[(int)with[0]!])
            ),
            new(
                ExpressionType.Json,
                "Value",
                Method<JsonNode>(ExpressionType.Json, [Text], static (it, with) => it is JsonObject json ? json[(string)with[0]!] : null)
            ),
            new(
                ExpressionType.Json,
                "ContainsKey",
                Method<JsonNode>(ExpressionType.Boolean, [Text], static (it, with) => it.AsObject().ContainsKey((string)with[0]!))
            ),
            new(
                ExpressionType.Json,
                "Count",
                Property<JsonNode>(Number, static it => it is JsonArray many ? many.Count : it.AsObject().Count)
            ),
            new(ExpressionType.Json, "ToString", Method<JsonNode>(Text, [], static (it, _) => JsonValues.Show(it))),
        ];

    private static byte[]? Whole(GatewayResponse response)
    {
        if (response.Stream is not null)
        {
            throw new ExpressionFailure("LocalAzure does not read an answer that is still streaming.");
        }

        return response.Body.Length == 0 ? null : response.Body;
    }

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
