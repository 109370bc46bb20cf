using LocalAzure.Gateway;
using LocalAzure.Gateway.Documents;
using LocalAzure.Gateway.Expressions;

namespace LocalAzure.Tests.Gateway.Expressions;

/// <summary>What the policies of one address over many accounts are written with.</summary>
public sealed class FleetExpressionTests
{
    [Theory]
    [InlineData("context.Request.Url.Path.Split('/')[2]", "deployments")]
    [InlineData("context.Request.Url.Path.Trim('/').Split('/').Last()", "completions")]
    [InlineData("context.Request.Url.Host + context.Request.Url.QueryString", "localhost?a=1")]
    [InlineData("\"a-b\".Replace('-', '.') + 'c'", "a.bc")]
    [InlineData("\"gpt-4o\".Substring(0, 3) + \"gpt-4o\".IndexOf('4') + \"gpt-4o\".LastIndexOf(\"o\")", "gpt45")]
    [InlineData("\"GPT\".Equals(\"gpt\", StringComparison.OrdinalIgnoreCase)", "True")]
    [InlineData("new[] { 408, 429, 503 }.Contains(context.Request.Url.Path.Length)", "False")]
    [InlineData("new [] { \"chat\", \"embeddings\" }.Contains(\"chat\")", "True")]
    [InlineData("string.Join(\",\", new string[] { \"a\", \"b\" })", "a,b")]
    [InlineData("string.IsNullOrEmpty(context.Variables.GetValueOrDefault<string>(\"missing\"))", "True")]
    [InlineData("Math.Min(context.Variables.GetValueOrDefault<int>(\"tries\", 7), int.Parse(\"20\"))", "2")]
    [InlineData("int.TryParse(\"20s\", out var seconds) ? seconds : 60", "60")]
    [InlineData("int.TryParse(\"20\", out int wait) ? wait : 60", "20")]
    [InlineData("Regex.IsMatch(\"ai--contoso--gpt-4o\", @\"^ai--[a-z0-9-]{1,70}$\")", "True")]
    [InlineData("(string)context.Request.Body.As<JObject>(preserveContent: true)[\"model\"]", "gpt-4o")]
    [InlineData("context.Request.Body.As<JObject>(preserveContent: true).Value<string>(\"model\")", "gpt-4o")]
    [InlineData("(bool?)context.Request.Body.As<JObject>(preserveContent: true)[\"stream\"] ?? false", "True")]
    [InlineData("(int?)context.Request.Body.As<JObject>(preserveContent: true)[\"max_tokens\"] ?? 16", "16")]
    [InlineData("(string)context.Request.Body.As<JObject>(preserveContent: true)[\"messages\"][0][\"role\"]", "user")]
    [InlineData("context.Request.Body.As<JObject>(preserveContent: true)[\"error\"]?[\"code\"]?.ToString() ?? \"none\"", "none")]
    [InlineData("JObject.Parse(\"{ \\\"chat\\\": [\\\"a\\\"] }\")[\"chat\"][0].ToString()", "a")]
    [InlineData(
        "new JObject(new JProperty(\"error\", new JObject(new JProperty(\"code\", \"a\\\"b\"), new JProperty(\"n\", 1)))).ToString()",
        """{"error":{"code":"a\"b","n":1}}"""
    )]
    [InlineData("new JArray(\"a\", new JObject()).ToString()", """["a",{}]""")]
    [InlineData("7 / 2 * 2 + 7 % 4", "9")]
    [InlineData("\"a,b,c\".Split(',')[3 - 1]", "c")]
    [InlineData("\"a,b,c\".Split(',')[1 + 1]", "c")]
    [InlineData("\"a,b,c\".Split(',')[1 * 2]", "c")]
    [InlineData("\"a,b,c\".Split(',')[5 / 2]", "c")]
    [InlineData("\"a,b,c\".Split(',')[5 % 3]", "c")]
    [InlineData("\"a,b,c\".Split(',')[- -2]", "c")]
    [InlineData("(context.Variables.GetValueOrDefault<int>(\"tries\") + 1) < 3", "False")]
    [InlineData("context.Response == null && context.LastError?.Reason != \"ClientConnectionFailure\"", "True")]
    public void An_expression_yields_what_csharp_would_yield(string source, string expected) =>
        Assert.Equal(expected, PolicyValue.Read($"@({source})").Text(Context()));

    [Theory]
    [InlineData(
        """try { return context.Request.Body.As<JObject>(preserveContent: true)["model"].ToString(); } catch { return "none"; }""",
        "gpt-4o"
    )]
    [InlineData(
        """try { return context.Request.Body.As<JObject>(preserveContent: true)["other"].ToString(); } catch (Exception fault) { return "none"; }""",
        "none"
    )]
    [InlineData(
        """var parts = context.Request.Url.Path.Split('/'); if (parts.Length > 2) { return parts[2]; } else if (parts.Length == 0) return ""; return "short";""",
        "deployments"
    )]
    [InlineData(
        "// what callers see\nstring text = \"\"; foreach (var one in new[] { \"a\", \"b\" }) { text += one + \".\"; } /* and */ return text;",
        "a.b."
    )]
    [InlineData(
        """var body = JObject.Parse("{}"); body["model"] = "gpt-4o"; body["n"] = 1; return body.ToString();""",
        """{"model":"gpt-4o","n":1}"""
    )]
    [InlineData("""int left = 3; left = left - 1; string[] names = new string[] { }; return left + names.Length;""", "2")]
    [InlineData(
        """foreach (var one in context.Request.Body.As<JArray>(preserveContent: true)["messages"]) { return (string)one["role"]; } return "";""",
        "user"
    )]
    public void A_block_yields_what_csharp_would_yield(string source, string expected) =>
        Assert.Equal(expected, PolicyValue.Read($"@{{ {source} }}").Text(Context()));

    [Theory]
    [InlineData("\"a\".Split('/')[1]")]
    [InlineData("int.Parse(\"soon\")")]
    [InlineData("(int)context.Request.Body.As<JObject>(true)[\"model\"]")]
    [InlineData("JObject.Parse(\"[]\").ToString()")]
    [InlineData("JObject.Parse(\"no json\").ToString()")]
    [InlineData("1 / 0")]
    [InlineData("\"abc\".Substring(9)")]
    public void What_would_throw_in_csharp_fails(string source) =>
        Assert.Throws<ExpressionFailure>(() => PolicyValue.Read($"@({source})").Text(Context()));

    [Theory]
    [InlineData("@(\"a/b\".Split(\"/\")[0])", "does not take these arguments")]
    [InlineData("@(\"ab\".Contains('a'))", "does not take these arguments")]
    [InlineData("@(\"ab\".Contains(\"a\", StringComparison.Ordinal))", "does not take these arguments")]
    [InlineData("@{ return 1 }", "';' expected")]
    [InlineData("@{ left = 1; return left; }", "'left' is no statement")]
    [InlineData("@{ var left = 1; }", "not all code paths")]
    [InlineData("@{ if (true) { var left = 1; } return left; }", "'left' is outside")]
    [InlineData("@{ return 1;", "does not end")]
    public void What_the_gateways_framework_does_not_have_is_refused(string source, string reason) =>
        Assert.Contains(reason, Assert.Throws<ExpressionFault>(() => PolicyValue.Read(source)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_request_without_a_body_has_none()
    {
        var context = Context(body: []);

        Assert.Equal("none", PolicyValue.Read("@(context.Request.Body == null ? \"none\" : \"some\")").Text(context));
        Assert.Throws<ExpressionFailure>(() =>
            PolicyValue.Read("@(context.Request.Body.As<JObject>(preserveContent: true)[\"model\"].ToString())").Text(context)
        );
    }

    private static PolicyContext Context(byte[]? body = null)
    {
        var request = new GatewayRequest
        {
            Method = "POST",
            Path = "/openai/deployments/gpt-4o/chat/completions",
            Query = new QueryBag("?a=1"),
            Headers = [],
            Body = body ?? """{"model":"gpt-4o","stream":true,"messages":[{"role":"user"}]}"""u8.ToArray(),
            IpAddress = "10.0.0.7",
        };
        var context = new PolicyContext(null!, null!)
        {
            Snapshot = null!,
            Request = request,
            Api = null!,
        };
        context.Variables["tries"] = 2;
        return context;
    }
}
