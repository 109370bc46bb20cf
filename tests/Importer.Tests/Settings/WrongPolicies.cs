namespace Importer.Tests.Settings;

/// <summary>Wrong policies: what is laid over the smallest good file, and exactly what is said about it.</summary>
public static class WrongPolicies
{
    public static TheoryData<string, string, string[]> Cases { get; } =
        new()
        {
            {
                "a token limit without a limit",
                """{ "Defaults": { "Policies": { "TokenLimit": { "EstimatePromptTokens": true } } } }""",
                [
                    "Importer:Defaults:Policies:TokenLimit: limits nothing. Give TokensPerMinute, or TokenQuota with TokenQuotaPeriod, or switch the policy off with false.",
                ]
            },
            {
                "a token limit by a bare flag",
                """{ "Defaults": { "Policies": { "TokenLimit": true } } }""",
                [
                    "Importer:Defaults:Policies:TokenLimit = 'True': limits nothing. Give TokensPerMinute, or TokenQuota with TokenQuotaPeriod, or switch the policy off with false.",
                ]
            },
            {
                "a token quota without a period",
                """{ "Defaults": { "Policies": { "TokenLimit": { "TokenQuota": 1000 } } } }""",
                [
                    "Importer:Defaults:Policies:TokenLimit:TokenQuotaPeriod: is missing beside TokenQuota. Give Hourly, Daily, Weekly, Monthly or Yearly.",
                ]
            },
            {
                "a period without a quota",
                """{ "Defaults": { "Policies": { "TokenLimit": { "TokensPerMinute": 10, "TokenQuotaPeriod": "Daily" } } } }""",
                [
                    "Importer:Defaults:Policies:TokenLimit:TokenQuota: is missing beside TokenQuotaPeriod. Give the tokens per period, or take the period out.",
                ]
            },
            {
                "numbers and words that are wrong in a token limit",
                """{ "Defaults": { "Policies": { "TokenLimit": { "TokensPerMinute": 0, "TokenQuota": "1e6", "TokenQuotaPeriod": "Dayly", "CounterKey": "tenant", "EstimatePromptTokens": "maybe" } } } }""",
                [
                    "Importer:Defaults:Policies:TokenLimit:TokensPerMinute = '0': must be a whole number, 1 or more.",
                    "Importer:Defaults:Policies:TokenLimit:TokenQuota = '1e6': must be a whole number, 1 or more.",
                    "Importer:Defaults:Policies:TokenLimit:TokenQuotaPeriod = 'Dayly': must be one of Hourly, Daily, Weekly, Monthly, Yearly. Did you mean 'Daily'?",
                    "Importer:Defaults:Policies:TokenLimit:CounterKey = 'tenant': is the same for every caller. Write a policy expression, @(…), or one of subscription, address, product, api.",
                    "Importer:Defaults:Policies:TokenLimit:EstimatePromptTokens = 'maybe': must be true or false.",
                ]
            },
            {
                "an expression that is not closed",
                """{ "Defaults": { "Policies": { "TokenLimit": { "TokensPerMinute": 10, "CounterKey": "@(context.Request.Headers.GetValueOrDefault(\"x\", \"\")" } } } }""",
                [
                    "Importer:Defaults:Policies:TokenLimit:CounterKey = '@(context.Request.Headers.GetValueOrDefault(\"x\", \"\")': is not a whole policy expression. Write @( … ) or @{ … }, every bracket and quote closed.",
                ]
            },
            {
                "six dimensions of one's own",
                """{ "Defaults": { "Policies": { "TokenMetrics": { "Dimensions": { "API ID": "", "A": "1", "B": "2", "C": "3", "D": "4", "E": "5", "F": "6" } } } } }""",
                ["Importer:Defaults:Policies:TokenMetrics:Dimensions: has 6 dimensions of its own; API Management takes 5. Take out 1."]
            },
            {
                "a dimension without value",
                """{ "Defaults": { "Policies": { "TokenMetrics": { "Dimensions": { "Api ID": "" } } } } }""",
                [
                    "Importer:Defaults:Policies:TokenMetrics:Dimensions:Api ID = '': needs a value, such as @(context.Subscription?.Name ?? \"none\"): API Management knows only API ID, Operation ID, Product ID, User ID, Subscription ID, Location, Gateway ID, Backend ID itself. Did you mean 'API ID'?",
                ]
            },
            {
                "a semantic cache with nothing in it",
                """{ "Defaults": { "Policies": { "SemanticCache": { "IgnoreSystemMessages": true } } } }""",
                [
                    "Importer:Defaults:Policies:SemanticCache:ScoreThreshold: is required. Start with 0.05; lower means that prompts must be more alike.",
                    "Importer:Defaults:Policies:SemanticCache:EmbeddingsBackendId: is required. Give the id of the backend that makes embeddings.",
                    "Importer:Defaults:Policies:SemanticCache:DurationSeconds: is required. Say for how many seconds an answer is kept.",
                ]
            },
            {
                "a semantic cache with wrong values",
                """{ "Defaults": { "Policies": { "SemanticCache": { "ScoreThreshold": 1.5, "EmbeddingsBackendId": "my backend", "DurationSeconds": -1, "MaxMessageCount": 0 } } } }""",
                [
                    "Importer:Defaults:Policies:SemanticCache:ScoreThreshold = '1.5': must be a number from 0 to 1, with a point (such as 0.3).",
                    "Importer:Defaults:Policies:SemanticCache:EmbeddingsBackendId = 'my backend': is not the id of a backend: 1 to 80 characters, none of * # & + : < > ? / or blank. Give the id (the last part of its resource id), not the display name.",
                    "Importer:Defaults:Policies:SemanticCache:DurationSeconds = '-1': must be a whole number, 1 or more.",
                    "Importer:Defaults:Policies:SemanticCache:MaxMessageCount = '0': must be a whole number, 1 or more.",
                ]
            },
            {
                "content safety with wrong values",
                """{ "Defaults": { "Policies": { "ContentSafety": { "Categories": { "Hate": 8, "Selfharm": 2, "Violent": 2, "Sexual": 3 } } } } }""",
                [
                    "Importer:Defaults:Policies:ContentSafety:BackendId: is required. Give the id of the backend that points at AI Content Safety.",
                    "Importer:Defaults:Policies:ContentSafety:Categories:Hate = '8': must be a whole number from 0 to 7.",
                    "Importer:Defaults:Policies:ContentSafety:Categories:Sexual = '3': falls between the levels: with FourSeverityLevels (the default) thresholds are 0, 2, 4 and 6. Choose one or set OutputType to EightSeverityLevels.",
                    "Importer:Defaults:Policies:ContentSafety:Categories:Violent = '2': is not a category. Known are Hate, SelfHarm, Sexual, Violence. Did you mean 'Violence'?",
                ]
            },
            {
                "content safety with an unknown grading",
                """{ "Defaults": { "Policies": { "ContentSafety": { "BackendId": "safety", "OutputType": "EightLevels" } } } }""",
                [
                    "Importer:Defaults:Policies:ContentSafety:OutputType = 'EightLevels': must be one of FourSeverityLevels, EightSeverityLevels.",
                ]
            },
            {
                "content safety graded without categories",
                """{ "Defaults": { "Policies": { "ContentSafety": { "BackendId": "safety", "OutputType": "EightSeverityLevels" } } } }""",
                [
                    "Importer:Defaults:Policies:ContentSafety:OutputType = 'EightSeverityLevels': says how categories are graded, but there are no Categories. Give some or take OutputType out.",
                ]
            },
            {
                "a call limit over too long a time",
                """{ "Defaults": { "Policies": { "RateLimit": { "Calls": 10, "RenewalPeriodSeconds": 3600 } } } }""",
                ["Importer:Defaults:Policies:RateLimit:RenewalPeriodSeconds = '3600': must be a whole number from 1 to 300."]
            },
            {
                "too many retries, a breaker without failures, a fragment that is none",
                """{ "Defaults": { "Policies": { "Retry": { "Count": 51 }, "CircuitBreaker": { "FailureCount": 0 }, "Extra": "-x-" } } }""",
                [
                    "Importer:Defaults:Policies:CircuitBreaker:FailureCount = '0': must be a whole number from 1 to 10000.",
                    "Importer:Defaults:Policies:Retry:Count = '51': must be a whole number from 1 to 50.",
                    "Importer:Defaults:Policies:Extra = '-x-': is not the id of a policy fragment: 1 to 80 letters, digits, _ and -, beginning and ending without -.",
                ]
            },
            {
                "a policy that is a word",
                """{ "Defaults": { "Policies": { "Retry": "on" } } }""",
                ["Importer:Defaults:Policies:Retry = 'on': must be an object, true (its defaults) or false (off)."]
            },
            {
                "a time-out that is too long",
                """{ "Defaults": { "Policies": { "Timeout": "00:10:00" } } }""",
                [
                    "Importer:Defaults:Policies:Timeout = '00:10:00': must be a duration from 00:00:01 to 00:04:00, as hh:mm:ss or in seconds.",
                ]
            },
            {
                "a time-out that is a fraction",
                """{ "Defaults": { "Policies": { "Timeout": 1.5 } } }""",
                ["Importer:Defaults:Policies:Timeout = '1.5': must be whole seconds."]
            },
            {
                "an expression that needs a subscription nobody must have",
                """{ "Defaults": { "SubscriptionRequired": false, "Policies": { "TokenLimit": { "TokensPerMinute": 10, "CounterKey": "@(context.Subscription.Id)" } } } }""",
                [
                    "Importer:Defaults:Policies:TokenLimit:CounterKey = '@(context.Subscription.Id)': asks context.Subscription, which is null for callers without a subscription (SubscriptionRequired is false). Write context.Subscription?. and a value for them.",
                ]
            },
        };
}
