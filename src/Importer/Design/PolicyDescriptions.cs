using System.Globalization;
using System.Xml.Linq;
using Importer.Gateway;
using Importer.Policies;

namespace Importer.Design;

/// <summary>
/// What an API does with a call, in sentences: read from the policy that the gateway is to hold, and not from what settings wish.
/// </summary>
internal static class PolicyDescriptions
{
    /// <summary>The sentences, in the order in which a call meets them.</summary>
    public static IReadOnlyList<string> Of(ApiPolicy policy, Backend? backend, bool subscriptionRequired)
    {
        return
        [
            subscriptionRequired ? "Callers need a subscription key." : "Callers need no subscription key.",
            .. PolicyXml.Read(policy.Xml).Descendants().Select(SentenceOf).OfType<string>(),
            .. backend?.CircuitBreaker is { } breaker ? new[] { Breaker(breaker) } : [],
        ];
    }

    private static string? SentenceOf(XElement element) =>
        element.Name.LocalName switch
        {
            "llm-content-safety" => $"{Safety(element)}{Part(element)}.",
            "llm-semantic-cache-lookup" =>
                $"Prompts that are alike (score threshold {Value(element, "score-threshold")}) are answered from a cache{Part(element)}.",
            "llm-semantic-cache-store" => $"Answers are kept for the cache for {Value(element, "duration")} seconds.",
            "rate-limit-by-key" =>
                $"At most {Number(element, "calls")} calls in {Value(element, "renewal-period")} seconds {Counted(element)}; then 429.",
            "llm-token-limit" => $"At most {string.Join(" and ", Limits(element))} {Counted(element)}{Part(element)}.",
            "llm-emit-token-metric" =>
                $"Token counts go to Application Insights{Part(element)}, by {string.Join(", ", element.Elements("dimension").Select(dimension => Value(dimension, "name")))}.",
            "authentication-managed-identity" => "The gateway calls the model with its managed identity.",
            "set-header" when IsKeyOfAccount(element) => "The gateway calls the model with the account's key.",
            "include-fragment" => $"The policy fragment {Value(element, "fragment-id")} runs.",
            "retry" => $"A call that the model does not answer, throttles or fails is tried again, up to {Value(element, "count")} times.",
            "forward-request" when element.Attribute("timeout") is { } timeout =>
                $"The gateway waits up to {timeout.Value} seconds for the model.",
            _ => null,
        };

    private static string Safety(XElement element)
    {
        var categories = element
            .Descendants("category")
            .Select(category => $"{Value(category, "name")} from severity {Value(category, "threshold")}")
            .ToList();
        var lists = element.Descendants("id").Count();
        string[] blocked =
        [
            .. categories.Count > 0 ? new[] { string.Join(", ", categories) } : [],
            .. lists > 0 ? new[] { $"{lists} block {(lists == 1 ? "list" : "lists")}" } : [],
            .. IsOn(element, "shield-prompt") ? new[] { "attacks on the prompt" } : [],
        ];
        return $"Content Safety checks prompts{(IsOn(element, "enforce-on-completions") ? " and answers" : "")}{(blocked.Length > 0 ? $": {string.Join("; ", blocked)}" : "")}";
    }

    private static IEnumerable<string> Limits(XElement element)
    {
        if (element.Attribute("tokens-per-minute") is not null)
        {
            yield return $"{Number(element, "tokens-per-minute")} tokens a minute (then 429)";
        }

        if (element.Attribute("token-quota") is not null)
        {
            yield return $"{Number(element, "token-quota")} tokens {Period(Value(element, "token-quota-period"))} (then 403)";
        }
    }

    private static string Period(string period) =>
        period.ToUpperInvariant() switch
        {
            "HOURLY" => "an hour",
            "DAILY" => "a day",
            "WEEKLY" => "a week",
            "MONTHLY" => "a month",
            "YEARLY" => "a year",
            _ => $"in the period {period}",
        };

    private static string Counted(XElement element) =>
        Value(element, "counter-key") switch
        {
            var key when key == CounterKeys.PerSubscription(true) => "for each subscription",
            var key when key == CounterKeys.PerSubscription(false) => "for each subscription, or address where there is none",
            CounterKeys.PerAddress => "for each address",
            CounterKeys.PerProduct => "for each product",
            CounterKeys.PerApi => "for all callers of the API together",
            var own => $"for each value of {own}",
        };

    // A policy inside a condition reaches some operations only.
    private static string Part(XElement element) => element.Ancestors("choose").Any() ? ", on operations that it can read" : "";

    private static string Breaker(CircuitBreaker breaker) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"After {breaker.FailureCount} failures in {breaker.Interval.TotalSeconds:0} seconds the model is left alone for {breaker.TripDuration.TotalSeconds:0} seconds."
        );

    private static bool IsKeyOfAccount(XElement element) =>
        Value(element, "name") is "api-key" or "x-api-key"
        && Value(element, "exists-action") != "delete"
        && element.Elements("value").Any();

    private static bool IsOn(XElement element, string attribute) =>
        string.Equals(Value(element, attribute), "true", StringComparison.OrdinalIgnoreCase);

    private static string Number(XElement element, string attribute) =>
        long.TryParse(Value(element, attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("N0", CultureInfo.InvariantCulture)
            : Value(element, attribute);

    private static string Value(XElement element, string attribute) => element.Attribute(attribute)?.Value ?? "";
}
