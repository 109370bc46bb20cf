using System.Text.Json.Serialization;
using LocalAzure.Control;

namespace LocalAzure.Foundry;

/// <summary>
/// How a deployment fails: for some calls, for some time of LocalAzure's clock, or until it is taken back.
/// <c>POST /_local/deployments</c>.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DeploymentFault
{
    /// <summary>Any account when absent.</summary>
    public string? Account { get; init; }

    /// <summary>Any deployment when absent; then calls that name none are met too.</summary>
    public string? Deployment { get; init; }

    /// <summary>What it answers.</summary>
    public int? Status { get; init; }

    /// <summary>The error's code; that of the service for the status when absent.</summary>
    public string? Code { get; init; }

    /// <summary>Seconds for the header Retry-After.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The connection closes without an answer.</summary>
    public bool Refuse { get; init; }

    /// <summary>How much later it answers, on LocalAzure's clock.</summary>
    public int? DelayMs { get; init; }

    /// <summary>So many calls; any number when absent.</summary>
    public int? Times { get; init; }

    /// <summary>So long, as ISO 8601 writes it; without an end when absent.</summary>
    [JsonConverter(typeof(IsoDuration))]
    public TimeSpan? For { get; init; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    internal string? FaultOf() =>
        this switch
        {
            { Status: null, DelayMs: null, Refuse: false } => "say status, refuse or delayMs",
            { Status: < 400 or > 599 } => "status is from 400 to 599",
            { Status: not null, Refuse: true } => "refuse gives no status",
            { Times: <= 0 } or { DelayMs: < 0 } or { RetryAfter: < 0 } => "times is at least 1, delayMs and retryAfter are not negative",
            _ when For <= TimeSpan.Zero => "for is longer than nothing",
            _ => null,
        };

    internal bool Meets(string account, string? deployment) => IsOrAny(Account, account) && IsOrAny(Deployment, deployment);

    /// <summary>The answer as the service words it where that is known; the rest is ours.</summary>
    internal FoundryException Answer()
    {
        var fault = (Status, Code) switch
        {
            (404, null or "DeploymentNotFound") => FoundryException.DeploymentNotFound(),
            (410, null) => FoundryException.Of(410, "ModelDeprecated", "The model of this deployment has been retired."),
            (429, null) => FoundryException.Of(
                429,
                "429",
                $"Requests have exceeded call rate limit. Please retry after {RetryAfter ?? 1} seconds."
            ),
            var (status, code) => FoundryException.Of(status!.Value, code ?? $"{status}", $"Injected fault {status}."),
        };
        if (RetryAfter is { } seconds)
        {
            fault.Headers["Retry-After"] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return fault;
    }

    private static bool IsOrAny(string? wanted, string? actual) =>
        wanted is null || string.Equals(wanted, actual, StringComparison.OrdinalIgnoreCase);
}
