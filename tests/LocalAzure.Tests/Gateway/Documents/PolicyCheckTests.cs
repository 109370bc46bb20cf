using System.Xml.Linq;
using LocalAzure.Gateway.Documents;
using LocalAzure.Gateway.Policies;

namespace LocalAzure.Tests.Gateway.Documents;

public sealed class PolicyCheckTests
{
    [Theory]
    [InlineData("<base/><made-up/>", "inbound", "policy 'made-up' is not simulated")]
    [InlineData("<forward-request/>", "inbound", "not allowed in the section 'inbound'")]
    [InlineData("<set-backend-service/>", "inbound", "exactly one of")]
    [InlineData("<set-backend-service backend-id=\"a\" base-url=\"b\"/>", "inbound", "exactly one of")]
    [InlineData("<set-backend-service backend-id=\"\"/>", "outbound", "not allowed in the section 'outbound'")]
    [InlineData("<authentication-managed-identity/>", "inbound", "The required attribute 'resource' is missing.")]
    [InlineData("<set-header name=\"a\" exists-action=\"maybe\"/>", "inbound", "'maybe' is not one of override")]
    [InlineData("<set-header name=\"Content-Length\"/>", "inbound", "cannot be changed")]
    [InlineData("<set-header name=\"a\"><text/></set-header>", "inbound", "'text' is not known inside 'set-header'")]
    [InlineData("<set-header name=\"a\" colour=\"red\"/>", "inbound", "The 'colour' attribute is not declared.")]
    [InlineData("<llm-token-limit counter-key=\"a\" estimate-prompt-tokens=\"true\"/>", "inbound", "at least one of 'tokens-per-minute'")]
    [InlineData("<llm-token-limit counter-key=\"a\" tokens-per-minute=\"5\"/>", "inbound", "'estimate-prompt-tokens' is missing")]
    [InlineData(
        "<llm-token-limit counter-key=\"a\" token-quota=\"5\" estimate-prompt-tokens=\"true\"/>",
        "inbound",
        "have to be there together"
    )]
    [InlineData(
        "<llm-token-limit counter-key=\"a\" tokens-per-minute=\"many\" estimate-prompt-tokens=\"true\"/>",
        "inbound",
        "'many' is not a whole number"
    )]
    [InlineData("<llm-emit-token-metric><dimension name=\"Own\"/></llm-emit-token-metric>", "inbound", "needs a value")]
    [InlineData("<llm-emit-token-metric/>", "inbound", "the element 'dimension' is missing")]
    [InlineData(
        "<llm-semantic-cache-lookup score-threshold=\"2\" embeddings-backend-id=\"e\" embeddings-backend-auth=\"system-assigned\"/>",
        "inbound",
        "at most 1"
    )]
    [InlineData("<llm-semantic-cache-store duration=\"60\"/>", "inbound", "not allowed in the section 'inbound'")]
    [InlineData("<choose><when condition=\"@(context.Api.Id)\"/></choose>", "inbound", "has to yield true or false")]
    [InlineData("<choose><when condition=\"@(true)\"><made-up/></when></choose>", "inbound", "policy 'made-up' is not simulated")]
    [InlineData("<choose><otherwise/></choose>", "inbound", "the element 'when' is missing")]
    [InlineData("<set-variable name=\"a\" value=\"@{ while (true) { } }\"/>", "inbound", "'while' is no statement")]
    [InlineData("<set-variable name=\"a\" value=\"@{ if (true) { return 1; } }\"/>", "inbound", "not all code paths return a value")]
    [InlineData(
        "<set-variable name=\"a\" value=\"@{ return &quot;a/b&quot;.Split(&quot;/&quot;)[0]; }\"/>",
        "inbound",
        "'Split' of Text does not take these arguments"
    )]
    [InlineData("<choose><when condition=\"@{ return &quot;a&quot;; }\"/></choose>", "inbound", "has to yield true or false")]
    [InlineData("<rewrite-uri template=\"/x/@(context.Api.Id)\"/>", "inbound", "has to be the whole value")]
    [InlineData("<retry condition=\"@(true)\" count=\"60\" interval=\"1\"/>", "backend", "at most 50")]
    [InlineData("<base/><base/>", "inbound", "only once")]
    [InlineData("<choose><when condition=\"@(true)\"><base/></when></choose>", "inbound", "directly in the section")]
    [InlineData("<rate-limit calls=\"1\" renewal-period=\"301\"/>", "inbound", "at most 300")]
    [InlineData("<quota-by-key calls=\"1\" renewal-period=\"60\" counter-key=\"a\"/>", "inbound", "at least 300")]
    [InlineData(
        "<llm-content-safety backend-id=\"s\"><categories><category name=\"Rude\" threshold=\"4\"/></categories></llm-content-safety>",
        "inbound",
        "'Rude' is not one of"
    )]
    public void A_wrong_policy_is_refused_with_its_reason(string policy, string section, string reason)
    {
        var faults = Check($"<policies>\n  <{section}>\n    {policy}\n  </{section}>\n</policies>", PolicyScope.Api, "Developer");

        Assert.Contains(faults, fault => fault.Message.Contains(reason, StringComparison.Ordinal) && fault.Line == 3);
    }

    [Theory]
    [InlineData(
        "<llm-token-limit counter-key=\"a\" tokens-per-minute=\"5\" estimate-prompt-tokens=\"true\"/>",
        "Consumption",
        "not available in the tier 'Consumption'"
    )]
    [InlineData("<llm-content-safety backend-id=\"s\"/>", "Consumption", "not available in the tier 'Consumption'")]
    [InlineData(
        "<quota-by-key calls=\"1\" renewal-period=\"300\" counter-key=\"a\"/>",
        "StandardV2",
        "not available in the tier 'StandardV2'"
    )]
    public void A_tier_without_the_policy_refuses_it(string policy, string sku, string reason) =>
        Assert.Contains(
            reason,
            Assert.Single(Check($"<policies><inbound>{policy}</inbound></policies>", PolicyScope.Api, sku)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Content_safety_is_refused_at_the_scope_of_an_operation() =>
        Assert.Contains(
            "scope 'Operation'",
            Assert
                .Single(
                    Check(
                        "<policies><inbound><llm-content-safety backend-id=\"s\"/></inbound></policies>",
                        PolicyScope.Operation,
                        "Developer"
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Names_that_the_service_does_not_hold_are_refused()
    {
        var nothing = new HashSet<string>();
        var references = new PolicyReferences
        {
            Backends = nothing,
            NamedValues = nothing,
            Fragments = nothing,
            ClientIds = nothing,
        };
        const string Policy = """
            <policies><inbound>
              <set-backend-service backend-id="gone" />
              <include-fragment fragment-id="gone" />
              <authentication-managed-identity resource="r" client-id="gone" />
              <set-header name="a"><value>{{gone}}</value></set-header>
            </inbound></policies>
            """;

        var messages = Check(Policy, PolicyScope.Api, "Developer", references).Select(fault => fault.Message).ToList();

        Assert.Collection(
            messages,
            message =>
                Assert.Equal(
                    "Error in element 'set-backend-service' on line 2, column 4: backend-id: Backend with id 'gone' could not be found.",
                    message
                ),
            message => Assert.Contains("Policy fragment with id 'gone'", message, StringComparison.Ordinal),
            message => Assert.Contains("client id 'gone'", message, StringComparison.Ordinal),
            message => Assert.Contains("Cannot find a property 'gone'", message, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void All_faults_come_at_once() =>
        Assert.Equal(3, Check("<policies><inbound><a/><b/></inbound><middle/></policies>", PolicyScope.Api, "Developer").Count);

    [Fact]
    public void The_published_examples_are_accepted()
    {
        if (Shared.Find("policy-xsd", "examples") is not { } folder)
        {
            return;
        }

        foreach (var file in Directory.GetFiles(folder, "*.xml"))
        {
            var faults = Check(File.ReadAllText(file), PolicyScope.Api, "Developer");
            Assert.True(faults.Count == 0, $"{Path.GetFileName(file)}: {string.Join("; ", faults.Select(fault => fault.Message))}");
        }
    }

    private static IReadOnlyList<PolicyFault> Check(string xml, PolicyScope scope, string sku, PolicyReferences? references = null) =>
        PolicyRegistry.Check(XDocument.Parse(xml, LoadOptions.SetLineInfo).Root!, scope, sku, references);
}
