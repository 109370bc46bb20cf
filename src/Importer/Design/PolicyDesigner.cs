using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Policies;
using Importer.Specs;

namespace Importer.Design;

/// <summary>
/// Chooses the policies of the APIs of one design: what settings ask for, where the tier has it and the endpoints take it. APIs share their
/// documents, so what policies reach of one is found once.
/// </summary>
internal sealed class PolicyDesigner(string sku)
{
    private readonly Dictionary<(SpecDocument Document, bool IsAnthropic), PolicyReach> _reach = [];

    public ApiPolicy Design(ApiGroup group, ApiSpecification specification, Backend backend, NamedValue? key, PolicyAvailability ask)
    {
        var reach = ReachOf(specification.Document!, group.Compatibility == Compatibility.Anthropic);
        var parts = WithRequested(Plain(group, backend, key), group.Profile.Policies, reach, ask);
        if (parts.ContentSafety is not null && reach.Counting.Beyond is { } beyond)
        {
            ask.Note(
                $"llm-content-safety works on chat, completions, embeddings and responses: this API's calls for {beyond} pass without it, and nothing at the gateway sees their prompts, pictures and sounds; only the content filter of the deployment itself does. "
                    + "Where that is not enough, leave these models out by a rule (Import: false)"
            );
        }

        return new ApiPolicy
        {
            Api = group.ApiId,
            Xml = ApiPolicyDocument.Compose(parts).ToXml(),
            Uses = key is null ? [backend.Key] : [backend.Key, key.Key],
        };
    }

    private PolicyReach ReachOf(SpecDocument document, bool isAnthropic)
    {
        if (!_reach.TryGetValue((document, isAnthropic), out var reach))
        {
            reach = isAnthropic ? PolicyReach.OfAnthropic(document.Operations, sku) : PolicyReach.Of(document.Operations);
            _reach[(document, isAnthropic)] = reach;
        }

        return reach;
    }

    /// <summary>The parts with the policies that the settings ask for and the service can hold, for an account's API or a fleet's.</summary>
    public static ApiPolicyParts WithRequested(ApiPolicyParts plain, PolicySettings requested, PolicyReach reach, PolicyAvailability ask)
    {
        var parts = plain with
        {
            CountedWhen = reach.Counting.Condition,
            CachedWhen = reach.Caching.Condition,
            TokenLimit = ask.Have(
                new("llm-token-limit", ProfileFields.TokenLimit),
                reach.Counting,
                requested.TokenLimit,
                PolicyFactory.TokenLimit
            ),
            TokenMetric = ask.Have(
                new("llm-emit-token-metric", ProfileFields.TokenMetrics),
                reach.Counting,
                requested.TokenMetrics,
                PolicyFactory.TokenMetric
            ),
            CacheLookup = ask.Have(
                new("llm-semantic-cache-lookup", ProfileFields.SemanticCache),
                reach.Caching,
                requested.SemanticCache,
                PolicyFactory.CacheLookup,
                PolicyPrerequisites.Missing
            ),
            ContentSafety = ask.Have(
                new("llm-content-safety", ProfileFields.ContentSafety),
                reach.Filtering,
                requested.ContentSafety,
                PolicyFactory.ContentSafety,
                PolicyPrerequisites.Missing
            ),
            RateLimit = ask.Have(new("rate-limit-by-key", ProfileFields.RateLimit), null, requested.RateLimit, PolicyFactory.RateLimit),
            Fragments = Fragments(requested, ask),
        };
        return parts.CacheLookup is null
            ? parts
            : parts with
            {
                CacheStore = new SemanticCacheStore { DurationSeconds = requested.SemanticCache!.DurationSeconds },
            };
    }

    private static IReadOnlyList<string> Fragments(PolicySettings requested, PolicyAvailability ask) =>
        ask.Have(
            new("include-fragment", ProfileFields.Extra),
            null,
            requested.Extra,
            (fragment, _) => fragment,
            PolicyPrerequisites.MissingFragment
        )
            is { } extra
            ? [extra]
            : [];

    private static ApiPolicyParts Plain(ApiGroup group, Backend backend, NamedValue? key)
    {
        var requested = group.Profile.Policies;
        var authentication = group.Profile.Authentication;
        return new()
        {
            Backend = new SetBackendService { BackendId = backend.Id },
            KeyHeader = group.KeyHeader,
            KeyQuery = group.KeyQuery,
            Identity = key is null
                ? new AuthenticationManagedIdentity { Resource = authentication.Audience!, ClientId = authentication.ClientId }
                : null,
            BackendKeyHeader = group.Compatibility == Compatibility.Anthropic ? "x-api-key" : DropCallerKey.ApiKeyHeader,
            BackendKey = key is null ? null : $"{{{{{key.Id}}}}}",
            Retries = requested.Retry?.Count,
            RetryIntervalSeconds = requested.Retry?.IntervalSeconds ?? 1,
            TimeoutSeconds = (int)requested.Timeout.TotalSeconds,
            WrongPaths = PolicyFactory.WrongPaths(group),
        };
    }
}

/// <summary>Turns settings into policy elements.</summary>
internal static class PolicyFactory
{
    public static PolicyElement? WrongPaths(ApiGroup group) =>
        group.Profile.Policies.ExplainWrongPaths
            ? group.Compatibility switch
            {
                Compatibility.AzureOpenAI => Policies.WrongPaths.OfAzureOpenAI(group.Profile.Source == ImportSource.Http),
                Compatibility.AzureOpenAIV1 => Policies.WrongPaths.OfV1(),
                Compatibility.AzureAI => Policies.WrongPaths.OfAzureAI(),
                _ => Policies.WrongPaths.OfAnthropic(),
            }
            : null;

    public static TokenLimit TokenLimit(TokenLimitSettings settings, bool subscriptionRequired) =>
        new()
        {
            CounterKey = CounterKeys.FromSetting(settings.CounterKey, subscriptionRequired),
            TokensPerMinute = settings.TokensPerMinute,
            TokenQuota = settings.TokenQuota,
            TokenQuotaPeriod = settings.TokenQuotaPeriod is { } period ? Enum.Parse<TokenQuotaPeriod>(period, ignoreCase: true) : null,
            EstimatePromptTokens = settings.EstimatePromptTokens,
            RemainingTokensHeaderName = settings.TokensPerMinute is null ? null : "remaining-tokens",
            RemainingQuotaTokensHeaderName = settings.TokenQuota is null ? null : "remaining-quota-tokens",
            TokensConsumedHeaderName = "consumed-tokens",
        };

    public static EmitTokenMetric TokenMetric(TokenMetricsSettings settings, bool _) =>
        new()
        {
            Namespace = settings.Namespace,
            Dimensions =
            [
                .. settings.Dimensions.Select(dimension => new MetricDimension(
                    dimension.Key,
                    dimension.Value.Length == 0 ? null : dimension.Value
                )),
            ],
        };

    public static SemanticCacheLookup CacheLookup(SemanticCacheSettings settings, bool subscriptionRequired) =>
        new()
        {
            ScoreThreshold = (decimal)settings.ScoreThreshold,
            EmbeddingsBackendId = settings.EmbeddingsBackendId,
            IgnoreSystemMessages = settings.IgnoreSystemMessages,
            MaxMessageCount = settings.MaxMessageCount,
            // A word taken literally would be one value for all callers, who would then get each other's answers.
            VaryBy =
            [
                .. settings.VaryBy.Count > 0
                    ? settings.VaryBy.Select(key => CounterKeys.FromSetting(key, subscriptionRequired))
                    : [CounterKeys.PerSubscription(subscriptionRequired)],
                CounterKeys.PerModel,
            ],
        };

    public static ContentSafety ContentSafety(ContentSafetySettings settings, bool _) =>
        new()
        {
            BackendId = settings.BackendId,
            ShieldPrompt = settings.ShieldPrompt,
            EnforceOnCompletions = settings.EnforceOnCompletions,
            Categories =
            [
                .. settings.Categories.Select(category => new ContentSafetyCategory(
                    Enum.Parse<HarmCategory>(category.Key, ignoreCase: true),
                    category.Value
                )),
            ],
            OutputType = settings.OutputType is { } type ? Enum.Parse<SeverityLevels>(type, ignoreCase: true) : null,
            Blocklists = settings.Blocklists,
        };

    public static RateLimitByKey RateLimit(RateLimitSettings settings, bool subscriptionRequired) =>
        new()
        {
            Calls = settings.Calls,
            RenewalPeriodSeconds = settings.RenewalPeriodSeconds,
            CounterKey = CounterKeys.FromSetting(settings.CounterKey, subscriptionRequired),
        };
}

/// <summary>What AI policies reach of the operations of one document.</summary>
/// <param name="Counting">Policies that count tokens.</param>
/// <param name="Caching">Policies that keep answers.</param>
/// <param name="Filtering">Policies that check texts.</param>
internal sealed record PolicyReach(PolicyApplicability Counting, PolicyApplicability Caching, PolicyApplicability Filtering)
{
    public static PolicyReach Of(IReadOnlyList<SpecOperation> operations)
    {
        var counting = PolicyApplicability.OfCounting(operations);
        return new(counting, PolicyApplicability.OfCaching(operations), counting);
    }

    public static PolicyReach OfAnthropic(IReadOnlyList<SpecOperation> operations, string sku) =>
        new(PolicyApplicability.OfMessages(operations, sku), PolicyApplicability.OfNoMessages, PolicyApplicability.OfUnfiltered);
}

/// <summary>Which operations of an API an AI policy reaches.</summary>
/// <param name="IsAny">Whether there are such operations at all.</param>
/// <param name="Condition">True for them; null when the API has no others.</param>
/// <param name="Lack">What the API would need to have; used where there is no such operation.</param>
internal sealed record PolicyApplicability(bool IsAny, string? Condition, string Lack)
{
    private const string MessagesWords = "is not documented to read Anthropic's Messages API, the only one that this API has";

    // What the policies read: https://learn.microsoft.com/azure/api-management/llm-token-limit-policy#supported-models
    private static readonly Capability[] Counted = [Capability.Chat, Capability.Completions, Capability.Embeddings, Capability.Responses];

    // An embedding is no answer to a prompt, so only dialogue is cached.
    // Source: https://learn.microsoft.com/azure/api-management/azure-openai-enable-semantic-caching
    private static readonly Capability[] Cached = [Capability.Chat, Capability.Responses];

    /// <summary>
    /// True when the API has calls that the policy should act on and the service cannot make it: the policy is missing, and not beside the
    /// point.
    /// </summary>
    public bool IsMissing { get; init; }

    /// <summary>What the API's other calls that make a model work are for; null when there are none.</summary>
    public string? Beyond { get; init; }

    /// <summary>The operations whose tokens are counted.</summary>
    public static PolicyApplicability OfCounting(IReadOnlyList<SpecOperation> operations) =>
        Of(operations, Counted, "works on chat, completions, embeddings and responses", isGuard: true);

    /// <summary>
    /// The operations of Anthropic's Messages API, whose tokens the gateways of the v2 tiers count and the others do not.
    /// </summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/api-management/genai-gateway-capabilities</remarks>
    public static PolicyApplicability OfMessages(IReadOnlyList<SpecOperation> operations, string sku) =>
        sku.EndsWith("V2", StringComparison.OrdinalIgnoreCase)
            ? Of(operations, [Capability.Messages], "works on messages", isGuard: true)
            : new(false, null, $"counts the tokens of Anthropic's Messages API on the v2 tiers only, and the service is {sku}")
            {
                IsMissing = true,
            };

    /// <summary>For a policy of which nothing says that it reads Anthropic's Messages API.</summary>
    public static PolicyApplicability OfNoMessages { get; } = new(false, null, MessagesWords);

    /// <summary>For a filter of which nothing says that it reads Anthropic's Messages API: prompts would pass by it.</summary>
    public static PolicyApplicability OfUnfiltered { get; } = new(false, null, MessagesWords) { IsMissing = true };

    /// <summary>The operations whose answers may be cached.</summary>
    public static PolicyApplicability OfCaching(IReadOnlyList<SpecOperation> operations) =>
        Of(operations, Cached, "works on chat and responses", isGuard: false);

    // Only calls that make the model work: reading or deleting a kept response would count its tokens once more. A guard stands before what
    // a given
    // document leaves open, too: a wildcard carries chats that nobody named.
    private static PolicyApplicability Of(IReadOnlyList<SpecOperation> operations, Capability[] capabilities, string works, bool isGuard)
    {
        var calls = operations.Where(operation => operation.MakesModelWork).ToList();
        var reached = operations
            .Where(operation =>
                (operation.MakesModelWork && capabilities.Contains(operation.Capability!.Value)) || (isGuard && operation.MayMakeModelWork)
            )
            .ToList();
        var lack = $"{works}, and this API has {Calls(calls)}";
        var beyond = calls.Except(reached).ToList();
        return reached.Count == 0 || reached.Count == operations.Count
            ? new(reached.Count > 0, null, lack)
            : new(true, OperationConditions.ForTemplates("POST", reached.Select(operation => operation.UrlTemplate)), lack)
            {
                Beyond = beyond.Count == 0 ? null : Words(beyond),
            };
    }

    private static string Calls(List<SpecOperation> calls) =>
        calls.Count == 0 ? "no operation that is known to call a model" : $"calls for {Words(calls)} only";

    private static string Words(IEnumerable<SpecOperation> calls) =>
        string.Join(", ", calls.Select(call => call.Capability!.Value).Distinct().Order().Select(Word));

    private static string Word(Capability capability) =>
        capability switch
        {
            Capability.ImageEmbeddings => "image embeddings",
            Capability.Messages => "Anthropic's messages",
            _ => capability.ToString().ToLowerInvariant(),
        };
}
