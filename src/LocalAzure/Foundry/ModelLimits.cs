using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalAzure.Foundry;

/// <summary>
/// The deployments' own limits on requests and tokens: <c>rateLimits</c> when ARM tells them, else a thousand tokens a minute
/// per unit of capacity. https://learn.microsoft.com/azure/ai-foundry/openai/how-to/quota
/// </summary>
internal sealed class ModelLimits(TimeProvider clock)
{
    private const int TokensPerUnit = 1000;

    private readonly ConcurrentDictionary<string, List<(DateTimeOffset At, int Amount)>> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Counts a request; refuses it when requests or tokens are spent.</summary>
    /// <exception cref="FoundryException">429 with Retry-After.</exception>
    public void Enter(InferenceCall call)
    {
        foreach (var (kind, limit) in Limits(call.Model))
        {
            var used = Used($"{call.Model.Deployment.Id}|{kind}", limit.Period, out var wait);
            if (used >= limit.Count)
            {
                throw Refuse(call, kind, wait);
            }

            Headers(call, kind, limit.Count, limit.Count - used);
        }

        Add(call, "request", 1);
    }

    public void AddTokens(InferenceCall call, int tokens) => Add(call, "token", tokens);

    private static Dictionary<string, (long Count, TimeSpan Period)> Limits(ModelCard model)
    {
        var limits = new Dictionary<string, (long, TimeSpan)>(StringComparer.OrdinalIgnoreCase);
        foreach (var limit in model.Deployment.Body["properties"]?["rateLimits"] as JsonArray ?? [])
        {
            limits[(string)limit!["key"]!] = PerMinute(Number(limit["count"]) ?? 0, Number(limit["renewalPeriod"]) ?? 60);
        }

        var sku = model.Deployment.Body["sku"];
        if (
            !limits.ContainsKey("token")
            && Number(sku?["capacity"]) is { } units
            && ((string?)sku?["name"])?.Contains("Provisioned", StringComparison.Ordinal) != true
        )
        {
            limits["token"] = ((long)units * TokensPerUnit, TimeSpan.FromMinutes(1));
        }

        return limits;
    }

    /// <summary>However the number was written, in text or by the management plane.</summary>
    private static double? Number(JsonNode? node) => node is null ? null : double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);

    /// <summary>The service looks at windows of one or ten seconds; here the same rate is counted over a minute.</summary>
    private static (long Count, TimeSpan Period) PerMinute(double count, double seconds) =>
        seconds >= 60 ? ((long)count, TimeSpan.FromSeconds(seconds)) : ((long)(count * 60 / seconds), TimeSpan.FromMinutes(1));

    private long Used(string key, TimeSpan period, out int wait)
    {
        var now = clock.GetUtcNow();
        var entries = _used.GetOrAdd(key, static _ => []);
        lock (entries)
        {
            entries.RemoveAll(entry => entry.At + period <= now);
            wait = entries.Count == 0 ? 1 : Math.Max(1, (int)Math.Ceiling((entries[0].At + period - now).TotalSeconds));
            return entries.Sum(entry => (long)entry.Amount);
        }
    }

    private void Add(InferenceCall call, string kind, int amount)
    {
        var entries = _used.GetOrAdd($"{call.Model.Deployment.Id}|{kind}", static _ => []);
        lock (entries)
        {
            entries.Add((clock.GetUtcNow(), amount));
        }
    }

    private static void Headers(InferenceCall call, string kind, long limit, long left)
    {
        call.Http.Response.Headers[$"x-ratelimit-limit-{kind}s"] = limit.ToString(CultureInfo.InvariantCulture);
        call.Http.Response.Headers[$"x-ratelimit-remaining-{kind}s"] = Math.Max(0, left).ToString(CultureInfo.InvariantCulture);
    }

    private static FoundryException Refuse(InferenceCall call, string kind, int seconds)
    {
        var what = kind == "token" ? "token rate limit" : "call rate limit";
        var refusal = FoundryException.Of(
            StatusCodes.Status429TooManyRequests,
            "429",
            $"Requests to the {call.Operation.Title} Operation under Azure OpenAI API version {call.ApiVersion ?? "v1"} have exceeded {what} of your current OpenAI S0 pricing tier. Please retry after {seconds} seconds. Please go here: https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit."
        );
        refusal.Headers["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture);
        return refusal;
    }
}
