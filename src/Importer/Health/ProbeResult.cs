using System.Text.Json.Serialization;
using Importer.Deployments;
using Importer.Redaction;

namespace Importer.Health;

/// <summary>What a test call through the gateway showed.</summary>
public sealed record ProbeResult
{
    /// <summary>The deployment's full id.</summary>
    public required string Deployment { get; init; }

    /// <summary>The API it was called through.</summary>
    public required string Api { get; init; }

    /// <summary>How it was called.</summary>
    public required Compatibility Compatibility { get; init; }

    /// <summary>What was tried.</summary>
    public Capability? Capability { get; init; }

    /// <summary>The verdict.</summary>
    public required ProbeStatus Status { get; init; }

    /// <summary>The HTTP status, when there was an answer.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>How long the last call took, in milliseconds.</summary>
    public long? LatencyMs { get; init; }

    /// <summary>Tokens as the model reported them; null where the endpoint reports none.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>
    /// The audience of the gateway's token that the model took, where the documentation leaves open which one it takes (Anthropic).
    /// </summary>
    public string? Audience { get; init; }

    /// <summary>Why it is not healthy.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Cause { get; init; }

    /// <summary>The cause in one word; null when it is healthy.</summary>
    public CauseCode? Code { get; init; }

    /// <summary>What to do about it.</summary>
    [JsonConverter(typeof(RedactedText))]
    public string? Fix { get; init; }

    /// <summary>How long to leave it alone, as the answer says.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many calls it took.</summary>
    [JsonIgnore]
    public int Calls { get; init; }

    [JsonIgnore]
    internal ProbeFault? Fault { get; init; }
}

/// <summary>The verdict on a test call.</summary>
public enum ProbeStatus
{
    /// <summary>Answered with a result.</summary>
    Healthy,

    /// <summary>Does not work.</summary>
    Unhealthy,

    /// <summary>Not yet: a fresh role, deployment or API takes minutes to be effective.</summary>
    Pending,

    /// <summary>Alive, but over a limit right now.</summary>
    Throttled,

    /// <summary>Not tried, on purpose.</summary>
    Skipped,
}

/// <summary>Says what an answer means.</summary>
internal static class ProbeVerdict
{
    /// <summary>Adds verdict, usage, cause and fix to a result.</summary>
    public static ProbeResult Judge(ProbeResult result, ProbeTarget target, ProbeAnswer answer)
    {
        var seen = result with
        {
            HttpStatus = answer.Status,
            LatencyMs = answer.Ms,
            Usage = ResponseValidator.Usage(answer.Body),
            RetryAfter = answer.RetryAfter,
        };
        if (!answer.IsSuccess)
        {
            return Explain(
                seen with
                {
                    Fault = answer.NoResponse ?? ProbeFault.Read(answer.Status!.Value, answer.Body, answer.RetryAfter, answer.Key),
                },
                target
            );
        }

        return ResponseValidator.Missing(result.Capability!.Value, target.Deployment, answer) is { } missing
            ? seen with
            {
                Status = ProbeStatus.Unhealthy,
                Code = CauseCode.EmptyAnswer,
                Cause = $"success, but {missing} in the answer",
                Fix =
                    "something between gateway and model changes the answer: look at the API's outbound policy, and at what the backend's URL names",
            }
            : seen with
            {
                Status = ProbeStatus.Healthy,
                Audience = target.Compatibility == Compatibility.Anthropic ? target.Facts.Audience : null,
            };
    }

    /// <summary>
    /// Says why a result is not good, from its fault and from what is known of the target; a result without a fault stays as it is.
    /// </summary>
    public static ProbeResult Explain(ProbeResult result, ProbeTarget target)
    {
        if (result.Fault is not { } fault)
        {
            return result;
        }

        if (ModelRefusals.Of(fault) == RefusalProof.Works)
        {
            return result with { Status = ProbeStatus.Healthy, Fault = null };
        }

        var cause = CauseFinder.Find(fault, target.Facts);
        var isPending = target.IsFresh && cause.MayPass && fault.Status is 401 or 403 or 404 or >= 500;
        return result with
        {
            Status = StatusOf(fault, cause, isPending),
            Code = cause.Code,
            Cause =
                $"{cause.Sentence}{(fault.Evidence.Length == 0 ? "" : $" ({fault.Evidence})")}{(isPending ? "; fresh roles and deployments take minutes to be effective" : "")}",
            Fix = cause.Fix,
        };
    }

    // Who pauses a deployment means it; the management plane tells some time after the endpoint does.
    private static ProbeStatus StatusOf(ProbeFault fault, Cause cause, bool isPending) =>
        cause.Code switch
        {
            CauseCode.DeploymentPaused or CauseCode.TestCallUnfit => ProbeStatus.Skipped,
            _ when fault.Status == 429 && cause.Code != CauseCode.PolicyAnswered => ProbeStatus.Throttled,
            _ when isPending => ProbeStatus.Pending,
            _ => ProbeStatus.Unhealthy,
        };
}

/// <summary>Whose words an error is in.</summary>
internal enum ErrorSource
{
    /// <summary>Nobody's: there was no answer.</summary>
    Nobody,

    /// <summary>API Management's: <c>{ "statusCode", "message" }</c>.</summary>
    Gateway,

    /// <summary>The model endpoint's: <c>{ "error": { "code", "message" } }</c>, or anything else.</summary>
    Model,
}

/// <summary>Tokens of one call, as the model counted them.</summary>
/// <param name="PromptTokens">Tokens sent.</param>
/// <param name="CompletionTokens">Tokens answered.</param>
/// <param name="TotalTokens">Both.</param>
public sealed record TokenUsage(int PromptTokens, int CompletionTokens, int TotalTokens);
