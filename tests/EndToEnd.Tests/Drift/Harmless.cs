namespace EndToEnd.Tests.Drift;

/// <summary>Changes that mean the same, that are none of the importer's business, or that are not to its resources.</summary>
internal static class Harmless
{
    private const string Rich = "apis/rich-openai/policies/policy";
    private const string Insights = "apis/rich-openai/diagnostics/applicationinsights";

    public static IReadOnlyList<Tampering> All { get; } =
    [
        // It means the same.
        Of("a policy is laid out anew", $"EDIT {Rich} |>\\s*<|>\n\n\t<|"),
        Of("a policy gets a comment", $"EDIT {Rich} |<inbound>|<inbound><!-- seen by the platform team -->|"),
        Of("attributes of a policy change places", $"EDIT {Rich} |(counter-key=\"[^\"]*\") (tokens-per-minute=\"1000\")|$2 $1|"),
        Of("a policy uses the older name of an element", $"EDIT {Rich} |llm-token-limit|azure-openai-token-limit|"),
        Of("an expression is spaced otherwise", $"EDIT {Rich} |@\\(context.Subscription.Id\\)|@( context.Subscription.Id )|"),
        Of("a path is written in capitals", """PATCH apis/rich-openai {"properties":{"path":"RICH/OpenAI"}}"""),
        Of("a backend's address gets a slash at its end", """PATCH backends/rich-openai-ai-endpoint {"properties":{"url":"{url}/"}}"""),
        Of(
            "a diagnostic names its logger in capitals",
            $$$"""PATCH {{{Insights}}} {"properties":{"loggerId":"{{{ArmDriver.Service}}}/loggers/INSIGHTS"}}"""
        ),
        // It is people's, on our resources.
        Of(
            "an API gets a contact and terms",
            """PATCH apis/rich-openai {"properties":{"contact":{"name":"Platform team"},"termsOfServiceUrl":"https://contoso.example/terms"}}"""
        ),
        Of(
            "an operation is described",
            """PATCH apis/rich-openai/operations/embeddings-create {"properties":{"displayName":"Embed","description":"Embeds a text."}}"""
        ),
        Of(
            "a diagnostic logs more",
            $$$"""PATCH {{{Insights}}} {"properties":{"verbosity":"verbose","sampling":{"samplingType":"fixed","percentage":5} } }"""
        ),
        Of("a tag is renamed", """PATCH tags/foundry {"properties":{"displayName":"Models"}}"""),
        Of("a product is described", """PATCH products/ai-team {"properties":{"description":"For the AI team and its friends."}}"""),
        // It is somebody else's.
        Of("an API of people is changed", """PATCH apis/petstore {"properties":{"displayName":"Pets","subscriptionRequired":false}}"""),
        Of("the policy of people's API is changed", "EDIT apis/petstore/policies/policy |all|some|"),
        Of("an operation of people's API is deleted", "DELETE apis/petstore/operations/list-pets"),
        Of("a backend of people is changed", """PATCH backends/theirs {"properties":{"url":"https://elsewhere.example"}}"""),
        Of("a named value of people is made", """PUT namedValues/theirs {"properties":{"displayName":"theirs","value":"plain"}}"""),
        Of(
            "the policy of all APIs is changed",
            "EDIT policies/policy |<inbound />|<inbound><set-header name=\"x-all\" exists-action=\"override\"><value>1</value></set-header></inbound>|"
        ),
        Of("people's API goes into our product", "PUT products/ai-team/apis/petstore"),
        new(
            "an API of another importer appears",
            [
                $$$"""PUT apis/foreign-openai {"properties":{"displayName":"Foreign","path":"foreign/openai","protocols":["https"],"description":"[foundry-importer source=/subscriptions/00000000-0000-0000-0000-0000000000ff/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/foreign design=1]"}}""",
            ],
            [],
            []
        )
        {
            Undo = ["DELETE apis/foreign-openai"],
        },
        new(
            "an API of people comes and goes",
            [
                """PUT apis/fleeting {"properties":{"displayName":"Fleeting","path":"fleeting","protocols":["https"]}}""",
                "DELETE apis/fleeting",
            ],
            [],
            []
        ),
    ];

    private static Tampering Of(string name, string call) => new(name, [call], [], []);
}
