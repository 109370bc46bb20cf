using Importer.Gateway;
using Importer.Resources;

namespace EndToEnd.Tests.Drift;

/// <summary>The ways of tampering.</summary>
internal static class Tamperings
{
    public static IReadOnlyList<Tampering> All { get; } = [.. Apis.All, .. Policies.All, .. Surroundings.All, .. Access.All];

    private static OwnershipTag Mark(string account) => new(ResourceId.Parse(ArmDriver.Account(account)), "0000000000000000");

    private static OwnershipTag OfApi(string account, string id) =>
        (
            (Api)
                DriftBench.Key.Bind(
                    new Api
                    {
                        Id = id,
                        DisplayName = id,
                        Path = id,
                        OwnershipTag = Mark(account),
                    }
                )
        ).OwnershipTag!;

    private static OwnershipTag OfBackend(string account, string id) =>
        (
            (Backend)
                DriftBench.Key.Bind(
                    new Backend
                    {
                        Id = id,
                        Url = new Uri("https://gone.example"),
                        OwnershipTag = Mark(account),
                    }
                )
        ).OwnershipTag!;

    /// <summary>An API's own fields and operations.</summary>
    private static class Apis
    {
        private static readonly string[] Api = ["PUT apis/rich-openai"];
        private static readonly string[] Whole =
        [
            "PUT apis/rich-openai",
            "PUT apis/rich-openai/diagnostics/applicationinsights",
            "PUT apis/rich-openai/policies/policy",
            "PUT apis/rich-openai/tags/foundry",
            "PUT products/ai-team/apis/rich-openai",
        ];

        public static Tampering[] All { get; } =
        [
            new(
                "an API is renamed",
                ["""PATCH apis/rich-openai {"properties":{"displayName":"Another"}}"""],
                ["changed API rich-openai: displayName"],
                Api
            ),
            new(
                "an API is described otherwise",
                ["""PATCH apis/rich-openai {"properties":{"description":"Ours now. {mark}"}}"""],
                ["changed API rich-openai: description"],
                Api
            ),
            new(
                "an API is moved",
                ["""PATCH apis/rich-openai {"properties":{"path":"elsewhere"}}"""],
                ["changed API rich-openai: path"],
                Api
            ),
            new(
                "an API is opened to plain http",
                ["""PATCH apis/rich-openai {"properties":{"protocols":["http","https"]}}"""],
                ["changed API rich-openai: protocols"],
                Api
            ),
            new(
                "an API is opened without key",
                ["""PATCH apis/rich-openai {"properties":{"subscriptionRequired":false}}"""],
                ["changed API rich-openai: subscriptionRequired"],
                Api
            ),
            new(
                "an API takes its key from another header",
                [
                    """PATCH apis/rich-openai {"properties":{"subscriptionKeyParameterNames":{"header":"X-Key","query":"subscription-key"}}}""",
                ],
                ["changed API rich-openai: subscriptionKeyParameterNames.header"],
                Api
            ),
            new(
                "an API takes its key from another parameter",
                ["""PATCH apis/rich-openai {"properties":{"subscriptionKeyParameterNames":{"header":"api-key","query":"key"}}}"""],
                ["changed API rich-openai: subscriptionKeyParameterNames.query"],
                Api
            ),
            new(
                "an API pretends to be of another design",
                [
                    """PATCH apis/rich-openai {"properties":{"description":"Models of the Foundry account rich (swedencentral). {redesigned}"}}""",
                ],
                ["changed API rich-openai: design"],
                Api
            ),
            new(
                "an operation is deleted",
                ["DELETE apis/rich-openai/operations/embeddings-create"],
                ["changed API rich-openai: operation"],
                Api
            ),
            new(
                "an operation is added",
                [
                    """PUT apis/rich-openai/operations/backdoor {"properties":{"displayName":"Backdoor","method":"GET","urlTemplate":"/backdoor"}}""",
                ],
                ["changed API rich-openai: operation"],
                Api
            ),
            new(
                "an operation is moved",
                ["""PATCH apis/partner-models/operations/getmodelinfo {"properties":{"urlTemplate":"/elsewhere"}}"""],
                ["changed API partner-models: operation, operation"],
                ["PUT apis/partner-models"]
            ),
            new(
                "an operation gets another method",
                ["""PATCH apis/partner-models/operations/getmodelinfo {"properties":{"method":"PUT"}}"""],
                ["changed API partner-models: operation, operation"],
                ["PUT apis/partner-models"]
            ),
            new(
                "an API is deleted",
                ["DELETE apis/rich-openai"],
                [
                    "missing API rich-openai",
                    "missing diagnostic rich-openai",
                    "missing policy rich-openai",
                    "missing product link ai-team/rich-openai",
                    "missing tag foundry/rich-openai",
                ],
                Whole
            ),
            new(
                "the mark is taken out of an API",
                ["SAVE apis/rich-openai", """PATCH apis/rich-openai {"properties":{"description":"Made by hand."}}"""],
                ["conflict rich-openai"],
                []
            )
            {
                Undo = ["BACK apis/rich-openai description"],
            },
            new(
                "an API is replaced by one of somebody else",
                [
                    "DELETE apis/partner-models",
                    """PUT apis/partner-models {"properties":{"displayName":"Theirs","path":"theirs","protocols":["https"]}}""",
                ],
                ["conflict partner-models"],
                []
            )
            {
                Undo = ["DELETE apis/partner-models"],
            },
            new(
                "somebody else takes the path of an API",
                [
                    "DELETE apis/partner-models",
                    """PUT apis/theirs {"properties":{"displayName":"Theirs","path":"partner/models","protocols":["https"]}}""",
                ],
                ["conflict partner-models"],
                []
            )
            {
                Undo = ["DELETE apis/theirs"],
            },
            new(
                "an API of ours is copied",
                [
                    $$$"""PUT apis/copy {"properties":{"displayName":"Copy","path":"copy","protocols":["https"],"description":"{{{OfApi("rich", "rich-openai")}}}"}}""",
                ],
                ["conflict copy"],
                []
            )
            {
                Undo = ["DELETE apis/copy"],
            },
            new(
                "an API says that it was adopted for an account",
                [
                    $$$"""PUT apis/aaa {"properties":{"displayName":"Aaa","path":"aaa","protocols":["https"],"description":"{{{Mark("rich") with { AdoptedAs = "AzureOpenAI" }}}}"}}""",
                ],
                ["conflict aaa"],
                []
            )
            {
                Undo = ["DELETE apis/aaa"],
            },
            new(
                "an API is left over from an account that is gone",
                [
                    $$$"""PUT apis/gone-openai {"properties":{"displayName":"Gone","path":"gone/openai","protocols":["https"],"description":"{{{OfApi("gone", "gone-openai")}}}"}}""",
                ],
                ["orphan API gone-openai"],
                ["DELETE apis/gone-openai"]
            ),
        ];
    }

    /// <summary>An API's policy.</summary>
    private static class Policies
    {
        private const string Rich = "apis/rich-openai/policies/policy";
        private const string When = "inbound/choose/when";
        private static readonly string[] Policy = [$"PUT {Rich}"];

        public static Tampering[] All { get; } =
        [
            new("a policy is deleted", [$"DELETE {Rich}"], ["missing policy rich-openai"], Policy),
            new(
                "a token limit is raised",
                [$"EDIT {Rich} |tokens-per-minute=\"1000\"|tokens-per-minute=\"999999\"|"],
                [$"changed policy rich-openai: {When}/llm-token-limit@tokens-per-minute"],
                Policy
            ),
            new(
                "a token limit is taken out",
                [$"EDIT {Rich} |<llm-token-limit[^>]*/>||"],
                [$"changed policy rich-openai: {When}/llm-token-limit"],
                Policy
            ),
            new(
                "metrics get another dimension",
                [$"EDIT {Rich} |<dimension name=\"API ID\" />|<dimension name=\"User ID\" />|"],
                [
                    $"changed policy rich-openai: {When}/llm-emit-token-metric/dimension[API ID], {When}/llm-emit-token-metric/dimension[User ID]",
                ],
                Policy
            ),
            new(
                "the gateway no longer proves who it is",
                [$"EDIT {Rich} |<authentication-managed-identity[^>]*/>||"],
                ["changed policy rich-openai: inbound/authentication-managed-identity"],
                Policy
            ),
            new(
                "the gateway's token is minted for another audience",
                [$"EDIT {Rich} |https://cognitiveservices.azure.com|https://management.azure.com|"],
                ["changed policy rich-openai: inbound/authentication-managed-identity@resource"],
                Policy
            ),
            new(
                "calls are sent to somebody else's backend",
                [$"EDIT {Rich} |rich-openai-ai-endpoint|theirs|"],
                ["changed policy rich-openai: inbound/set-backend-service@backend-id"],
                Policy
            ),
            new(
                "a header is added",
                [
                    $"EDIT {Rich} |<outbound>|<outbound><set-header name=\"x-seen\" exists-action=\"override\"><value>yes</value></set-header>|",
                ],
                ["changed policy rich-openai: outbound/set-header[x-seen]"],
                Policy
            ),
            new(
                "the policy of the products is left out",
                [$"EDIT {Rich} |<inbound>\\s*<base />|<inbound>|"],
                ["changed policy rich-openai: inbound/base"],
                Policy
            ),
            new(
                "elements of a policy change places",
                [$"EDIT {Rich} |(<set-backend-service[^>]*/>)\\s*(<authentication[^>]*/>)|$2$1|"],
                ["changed policy rich-openai: inbound (order)"],
                Policy
            ),
            new(
                "the time-out is changed",
                [$"EDIT {Rich} |timeout=\"120\"|timeout=\"5\"|"],
                ["changed policy rich-openai: backend/forward-request@timeout"],
                Policy
            ),
        ];
    }

    /// <summary>What an API stands on and is in.</summary>
    private static class Surroundings
    {
        private const string Backend = "backends/rich-openai-ai-endpoint";
        private const string Breaker =
            """{"properties":{"circuitBreaker":{"rules":[{"name":"importer","failureCondition":{"count":99,"interval":"PT1M","statusCodeRanges":[{"min":429,"max":599}]},"tripDuration":"PT1M","acceptRetryAfter":true}]}}}""";
        private const string AiTeam =
            """{"properties":{"displayName":"AI team","description":"Models for the AI team.","subscriptionRequired":true,"approvalRequired":false,"state":"published"}}""";
        private static readonly string[] Put = [$"PUT {Backend}"];

        public static Tampering[] All { get; } =
        [
            new(
                "a backend leads elsewhere",
                [$$$"""PATCH {{{Backend}}} {"properties":{"url":"https://theirs.example/openai"}}"""],
                ["changed backend rich-openai-ai-endpoint: url"],
                Put
            ),
            new(
                "a backend is described otherwise",
                [$$$"""PATCH {{{Backend}}} {"properties":{"description":"Theirs {mark}"}}"""],
                ["changed backend rich-openai-ai-endpoint: description"],
                Put
            ),
            new(
                "a backend sends a key along",
                [$$$"""PATCH {{{Backend}}} {"properties":{"credentials":{"header":{"x-key":["secret"]}} } }"""],
                ["changed backend rich-openai-ai-endpoint: credentials"],
                Put
            ),
            new(
                "a backend takes any certificate",
                [$$$"""PATCH {{{Backend}}} {"properties":{"tls":{"validateCertificateChain":false} } }"""],
                ["changed backend rich-openai-ai-endpoint: tls.validateCertificate"],
                Put
            ),
            new(
                "a circuit breaker is loosened",
                [$"PATCH {Backend} {Breaker}"],
                ["changed backend rich-openai-ai-endpoint: circuitBreaker"],
                Put
            ),
            new(
                "a circuit breaker is put on",
                [$"PATCH backends/partner-models-ai-endpoint {Breaker}"],
                ["changed backend partner-models-ai-endpoint: circuitBreaker"],
                ["PUT backends/partner-models-ai-endpoint"]
            ),
            new(
                "a backend is deleted",
                ["EDIT apis/rich-openai/policies/policy |rich-openai-ai-endpoint|theirs|", $"DELETE {Backend}"],
                ["missing backend rich-openai-ai-endpoint", "changed policy rich-openai: inbound/set-backend-service@backend-id"],
                [$"PUT {Backend}", "PUT apis/rich-openai/policies/policy"]
            ),
            new(
                "the mark is taken out of a backend",
                [$"SAVE {Backend}", $$$"""PATCH {{{Backend}}} {"properties":{"description":"Theirs"}}"""],
                ["conflict rich-openai-ai-endpoint"],
                []
            )
            {
                Undo = [$"BACK {Backend} description"],
            },
            new(
                "a backend is left over from an account that is gone",
                [
                    $$$"""PUT backends/gone-ai-endpoint {"properties":{"url":"https://gone.example","protocol":"http","description":"{{{OfBackend("gone", "gone-ai-endpoint")}}}"}}""",
                ],
                ["orphan backend gone-ai-endpoint"],
                ["DELETE backends/gone-ai-endpoint"]
            ),
            new(
                "an API is taken out of its product",
                ["DELETE products/ai-team/apis/rich-openai"],
                ["missing product link ai-team/rich-openai"],
                ["PUT products/ai-team/apis/rich-openai"]
            ),
            new(
                "an API is put into another product",
                ["PUT products/other/apis/rich-openai"],
                ["orphan product link other/rich-openai"],
                ["DELETE products/other/apis/rich-openai"]
            ),
            new("a product is deleted", ["DELETE products/ai-team"], ["missing ai-team/rich-openai"], [])
            {
                Undo = [$"PUT products/ai-team {AiTeam}"],
            },
            new(
                "a tag is taken off",
                ["DELETE apis/rich-openai/tags/foundry"],
                ["missing tag foundry/rich-openai"],
                ["PUT apis/rich-openai/tags/foundry"]
            ),
            new(
                "a tag is put on",
                ["PUT apis/rich-openai/tags/theirs"],
                ["orphan tag theirs/rich-openai"],
                ["DELETE apis/rich-openai/tags/theirs"]
            ),
            new(
                "a diagnostic is deleted",
                ["DELETE apis/rich-openai/diagnostics/applicationinsights"],
                ["missing diagnostic rich-openai"],
                ["PUT apis/rich-openai/diagnostics/applicationinsights"]
            ),
            new(
                "a diagnostic keeps its metrics back",
                ["""PATCH apis/rich-openai/diagnostics/applicationinsights {"properties":{"metrics":false}}"""],
                ["changed diagnostic rich-openai: metrics"],
                ["PUT apis/rich-openai/diagnostics/applicationinsights"]
            ),
            new(
                "a diagnostic sends to another place",
                [
                    $$$"""PATCH apis/rich-openai/diagnostics/applicationinsights {"properties":{"loggerId":"{{{ArmDriver.Service}}}/loggers/other"}}""",
                ],
                ["changed diagnostic rich-openai: loggerId"],
                ["PUT apis/rich-openai/diagnostics/applicationinsights"]
            ),
        ];
    }

    /// <summary>Keys, roles and the gateway's identity.</summary>
    private static class Access
    {
        private const string Key = "namedValues/keyed-openai-key";
        private static readonly string[] Put = [$"PUT {Key}"];

        public static Tampering[] All { get; } =
        [
            new(
                "a secret is made readable",
                [$$$"""PATCH {{{Key}}} {"properties":{"secret":false}}"""],
                ["changed named value keyed-openai-key: secret"],
                Put
            ),
            new(
                "a secret is taken from a vault of somebody else",
                [$$$"""PATCH {{{Key}}} {"properties":{"keyVault":{"secretIdentifier":"https://theirs.vault.azure.net/secrets/key"} } }"""],
                ["changed named value keyed-openai-key: keyVault.secretIdentifier"],
                Put
            ),
            new(
                "a secret pretends to be of another design",
                [$$$"""PATCH {{{Key}}} {"properties":{"tags":["{redesigned}"]}}"""],
                ["changed named value keyed-openai-key: design, key"],
                Put
            ),
            new(
                "the key of an account is renewed",
                [$$$"""POST {{{ArmDriver.Account("keyed")}}}/regenerateKey {"keyName":"Key1"}"""],
                ["changed named value keyed-openai-key: key"],
                Put
            )
            {
                LeavesTraces = true,
            },
            new(
                "a secret is deleted",
                ["EDIT apis/keyed-openai/policies/policy |\\{\\{keyed-openai-key\\}\\}|none|", $"DELETE {Key}"],
                ["missing named value keyed-openai-key", "changed policy keyed-openai: inbound/set-header[api-key][2]/value"],
                [$"PUT {Key}", "PUT apis/keyed-openai/policies/policy"]
            ),
            new(
                "the mark is taken out of a secret",
                [$"SAVE {Key}", $$$"""PATCH {{{Key}}} {"properties":{"tags":["theirs"]}}"""],
                ["conflict keyed-openai-key"],
                []
            )
            {
                Undo = [$"BACK {Key} tags"],
            },
            new(
                "a role is taken away",
                [$"UNASSIGN {ArmDriver.Account("rich")}"],
                [$"permission role {ArmDriver.Account("rich")}"],
                ["PUT roleAssignments"]
            ),
            new(
                "the gateway loses its identity",
                ["""PATCH . {"identity":{"type":"None"}}"""],
                [
                    "permission identity system-assigned",
                    $"permission role {ArmDriver.Account("partner")}",
                    $"permission role {ArmDriver.Account("rich")}",
                ],
                ["PATCH service", "PUT roleAssignments", "PUT roleAssignments"]
            ),
        ];
    }
}
