using LocalAzure.Gateway;
using LocalAzure.Gateway.Configuration;
using LocalAzure.Gateway.Expressions;

namespace LocalAzure.Tests.Gateway.Expressions;

public sealed class ParserTests
{
    [Theory]
    [InlineData("\"a\" + 1 + true", "a1True")]
    [InlineData("1 + 2", "3")]
    [InlineData("context.Subscription?.Id ?? context.Request.IpAddress", "10.0.0.7")]
    [InlineData("context.Product?.Id ?? \"none\"", "none")]
    [InlineData("context.Api.Id", "contoso-openai")]
    [InlineData("context.Api.Name", "Contoso")]
    [InlineData("context.Request.Headers.GetValueOrDefault(\"x-team\", \"nobody\")", "blue")]
    [InlineData("context.Request.Headers.GetValueOrDefault(\"x-other\",\"nobody\")", "nobody")]
    [InlineData("context.Request.MatchedParameters[\"deployment-id\"]", "gpt-4o")]
    [InlineData("context.Response == null ? \"no\" : context.Response.StatusCode.ToString()", "no")]
    [InlineData("(string)context.Variables[\"name\"]", "value")]
    [InlineData("context.Variables.GetValueOrDefault<int>(\"missing\")", "0")]
    [InlineData("context.Variables.GetValueOrDefault<string>(\"missing\", \"x\")", "x")]
    [InlineData("context.Deployment.Region", "swedencentral")]
    [InlineData("!(1 < 2) || \"abc\".Contains(\"b\") && \"abc\".StartsWith(\"a\")", "True")]
    [InlineData("context.Response != null && context.Response.StatusCode == 429", "False")]
    [InlineData("\"a\".Equals(\"a\") == true", "True")]
    [InlineData("context.Request.Method == \"POST\" ? 1 : 2", "1")]
    [InlineData("context.User?.Id ?? \"anonymous\"", "anonymous")]
    [InlineData("context.Request.Body.As<JObject>(preserveContent: true)[\"model\"]?.ToString() ?? \"none\"", "gpt-4o")]
    [InlineData("context.Request.Body.As<JObject>(true)[\"other\"]?.ToString() ?? \"none\"", "none")]
    [InlineData("context.Request.Body.As<string>(true).Contains(\"gpt\")", "True")]
    public void An_expression_yields_what_csharp_would_yield(string source, string expected) =>
        Assert.Equal(expected, Parser.Read(source).EvaluateText(Context()));

    [Theory]
    [InlineData("context.Subscription.Id")]
    [InlineData("context.Response.StatusCode")]
    [InlineData("context.Request.MatchedParameters[\"missing\"]")]
    [InlineData("context.Response?.StatusCode + 1")]
    [InlineData("context.Request.Body.As<JObject>(false)")]
    [InlineData("context.Request.Body.As<JObject>(true)[\"other\"].ToString()")]
    public void What_would_throw_in_csharp_fails(string source) =>
        Assert.Throws<ExpressionFailure>(() => Parser.Read(source).EvaluateText(Context()));

    [Theory]
    [InlineData("DateTime.UtcNow", "'DateTime' is outside")]
    [InlineData("context.Request.Body.As<string>()", "'As' of Body does not take these arguments")]
    [InlineData("context.Subscription.Key", "'Key' is not a member of Subscription")]
    [InlineData("context.Request.Headers[\"a\"]", "is not a member of Headers")]
    [InlineData("\"open", "not closed")]
    [InlineData("1 +", "ends too early")]
    [InlineData("1 2", "not expected")]
    [InlineData("\"a\" && true", "needs a Boolean")]
    [InlineData("context.Variables.Where(v => v)", "'=' is not part")]
    [InlineData("$\"{context.RequestId}\"", "'$'")]
    public void Anything_else_is_refused_with_its_reason(string source, string reason) =>
        Assert.Contains(reason, Assert.Throws<ExpressionFault>(() => Parser.Read(source)).Message, StringComparison.Ordinal);

    private static PolicyContext Context()
    {
        var request = new GatewayRequest
        {
            Method = "POST",
            Path = "/x",
            Query = new QueryBag("?a=1"),
            Headers = new HeaderBag(),
            Body = """{"model":"gpt-4o"}"""u8.ToArray(),
            IpAddress = "10.0.0.7",
        };
        request.Headers.Set("X-Team", "blue");
        request.MatchedParameters["deployment-id"] = "gpt-4o";
        var context = new PolicyContext(null!, null!)
        {
            Snapshot = Snapshot(),
            Request = request,
            Api = Api(),
        };
        context.Variables["name"] = "value";
        return context;
    }

    private static ApiEntry Api() =>
        new()
        {
            ArmId = "/apis/contoso-openai",
            Id = "contoso-openai",
            DisplayName = "Contoso",
            Path = "contoso",
            Type = "http",
            Revision = "1",
            ServiceUrl = null,
            SubscriptionRequired = false,
            KeyHeader = "api-key",
            KeyQuery = "subscription-key",
            KeyAsBearer = false,
            Operations = [],
        };

    private static GatewaySnapshot Snapshot() =>
        new()
        {
            Version = 1,
            Service = new ServiceEntry("/service/contoso", "contoso", "swedencentral", null, new Dictionary<string, string>()),
            Apis = [],
            Products = new Dictionary<string, ProductEntry>(),
            Subscriptions = new Dictionary<string, SubscriptionEntry>(),
            Backends = new Dictionary<string, BackendEntry>(),
            NamedValues = new Dictionary<string, string>(),
            Fragments = new Dictionary<string, string>(),
            HasCache = false,
            Documents = null!,
            Diagnostics = null!,
        };
}
