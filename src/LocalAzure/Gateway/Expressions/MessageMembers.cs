using static LocalAzure.Gateway.Expressions.ExpressionType;
using static LocalAzure.Gateway.Expressions.Member;
using static LocalAzure.Gateway.Expressions.Members;

namespace LocalAzure.Gateway.Expressions;

/// <summary>Request, response, their headers and parameters, and the variables of the request.</summary>
internal static class MessageMembers
{
    public static IEnumerable<Entry> All =>
        [
            new(Request, "Method", Property<GatewayRequest>(Text, static it => it.Method)),
            new(Request, "IpAddress", Property<GatewayRequest>(Text, static it => it.IpAddress)),
            new(Request, "Headers", Property<GatewayRequest>(Headers, static it => it.Headers)),
            new(Request, "MatchedParameters", Property<GatewayRequest>(Parameters, static it => it.MatchedParameters)),
            new(Request, "Url", Property<GatewayRequest>(Url, static it => it.Url)),
            new(Request, "OriginalUrl", Property<GatewayRequest>(Url, static it => it.OriginalUrl)),
            new(Url, "Scheme", Property<RequestUrl>(Text, static it => it.Scheme)),
            new(Url, "Host", Property<RequestUrl>(Text, static it => it.Host)),
            new(Url, "Port", Property<RequestUrl>(Number, static it => it.Port)),
            new(Url, "Path", Property<RequestUrl>(Text, static it => it.Path)),
            new(Url, "QueryString", Property<RequestUrl>(Text, static it => it.Query.ToString())),
            new(Url, "Query", Property<RequestUrl>(Query, static it => it.Query)),
            new(Url, "ToString", Method<RequestUrl>(Text, [], static (it, _) => it.ToString())),
            new(Query, "GetValueOrDefault", Method<QueryBag>(Text, [Text], static (it, with) => it.Get(Key(with)))),
            new(Query, "GetValueOrDefault", Method<QueryBag>(Text, [Text, Text], static (it, with) => it.Get(Key(with)) ?? with[1])),
            new(Query, "ContainsKey", Method<QueryBag>(ExpressionType.Boolean, [Text], static (it, with) => it.Get(Key(with)) is not null)),
            new(Response, "StatusCode", Property<GatewayResponse>(Number, static it => it.StatusCode)),
            new(Response, "StatusReason", Property<GatewayResponse>(Text, static it => it.StatusReason)),
            new(Response, "Headers", Property<GatewayResponse>(Headers, static it => it.Headers)),
            new(Headers, "GetValueOrDefault", Method<HeaderBag>(Text, [Text], static (it, with) => it.Get(Key(with)))),
            new(Headers, "GetValueOrDefault", Method<HeaderBag>(Text, [Text, Text], static (it, with) => it.Get(Key(with)) ?? with[1])),
            new(
                Headers,
                "ContainsKey",
                Method<HeaderBag>(ExpressionType.Boolean, [Text], static (it, with) => it.Get(Key(with)) is not null)
            ),
            new(Parameters, Indexer, Method<Dictionary<string, string>>(Text, [Text], static (it, with) => Require(it, Key(with)))),
            new(
                Parameters,
                "GetValueOrDefault",
                Method<Dictionary<string, string>>(Text, [Text], static (it, with) => it.GetValueOrDefault(Key(with)))
            ),
            new(
                Parameters,
                "GetValueOrDefault",
                Method<Dictionary<string, string>>(Text, [Text, Text], static (it, with) => it.GetValueOrDefault(Key(with)) ?? with[1])
            ),
            new(
                Parameters,
                "ContainsKey",
                Method<Dictionary<string, string>>(ExpressionType.Boolean, [Text], static (it, with) => it.ContainsKey(Key(with)))
            ),
            new(
                Variables,
                Indexer,
                Method<Dictionary<string, object?>>(ExpressionType.Object, [Text], static (it, with) => Require(it, Key(with)))
            ),
            new(
                Variables,
                "GetValueOrDefault",
                Method<Dictionary<string, object?>>(ExpressionType.Object, [Text], static (it, with) => it.GetValueOrDefault(Key(with)))
            ),
            new(
                Variables,
                "GetValueOrDefault",
                Method<Dictionary<string, object?>>(
                    ExpressionType.Object,
                    [Text, ExpressionType.Object],
                    static (it, with) => it.GetValueOrDefault(Key(with)) ?? with[1]
                )
            ),
            new(
                Variables,
                "ContainsKey",
                Method<Dictionary<string, object?>>(ExpressionType.Boolean, [Text], static (it, with) => it.ContainsKey(Key(with)))
            ),
        ];

    private static string Key(object?[] arguments) => arguments[0] as string ?? throw new ExpressionFailure("Value cannot be null.");

    private static object? Require<T>(Dictionary<string, T> values, string key) =>
        values.TryGetValue(key, out var value)
            ? value
            : throw new ExpressionFailure($"The given key '{key}' was not present in the dictionary.");
}
