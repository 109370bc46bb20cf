using Importer.Deployments;
using Importer.Design;
using Importer.Health;
using Importer.Reports;

namespace Importer.HealthChecks;

/// <summary>
/// Deployments that were tested before and are designed no more though they are there: their APIs stay, so the report keeps
/// them and says what is the matter.
/// </summary>
internal sealed class UndesignedDeploymentChecks(Inventory inventory, GatewayDesign design, DateTimeOffset now)
{
    private readonly Dictionary<string, (FoundryAccount Account, ModelDeployment Deployment)> _found = inventory
        .Accounts.SelectMany(found => found.Deployments.Select(deployment => (found.Account, Deployment: deployment)))
        .ToDictionary(pair => pair.Deployment.Id.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The checks that stand for them; none for what is left out by choice.</summary>
    public IEnumerable<HealthCheck> Of(IEnumerable<HealthCheck> known) =>
        known
            .Where(check =>
                !design.Decisions.Any(decision => Same(decision.Deployment.Id.Value, check.Deployment))
                || design.SetAside.Any(aside => aside.Lack == DesignLack.Withheld && Same(aside.Subject, check.Api))
            )
            .Select(check => _found.TryGetValue(check.Deployment, out var found) ? Leftover(check, found.Account, found.Deployment) : null)
            .OfType<HealthCheck>();

    private HealthCheck? Leftover(HealthCheck check, FoundryAccount account, ModelDeployment deployment)
    {
        if (deployment.Paused)
        {
            return Uncalled(check, ProbeStatus.Skipped, new(CauseCode.DeploymentPaused, "somebody paused the deployment", "")) with
            {
                Fix = null,
            };
        }

        // It answers as it was last written, which is not what the settings ask for: neither well nor ill is proven.
        if (design.SetAside.FirstOrDefault(aside => aside.Lack == DesignLack.Withheld && Same(aside.Subject, check.Api)) is { } withheld)
        {
            return Uncalled(
                check,
                ProbeStatus.Skipped,
                new(
                    CauseCode.NotTested,
                    $"API {check.Api} is {withheld.Reason}",
                    "make what the sentence names; the next run goes on by itself"
                )
            );
        }

        var refusal = design.SetAside.FirstOrDefault(aside => aside.NeedsAction && Same(aside.Subject, check.Deployment));
        return refusal is null ? null : Uncalled(check, ProbeStatus.Unhealthy, CauseOf(refusal, account));
    }

    private static Cause CauseOf(SetAside refusal, FoundryAccount account) =>
        account.LocalAuthDisabled && refusal.Reason.Contains("disableLocalAuth", StringComparison.Ordinal)
            ? CauseFinder.Find(
                new ProbeFault { Status = 403, Code = "AuthenticationTypeDisabled" },
                new ProbeFacts { Account = account, UsesKey = true }
            )
            : new(
                CauseCode.NotTested,
                $"its API cannot be designed any more and stays as it was: {refusal.Reason}",
                "change the setting that the sentence names; GET /api/plan shows what follows"
            );

    private HealthCheck Uncalled(HealthCheck check, ProbeStatus status, Cause cause)
    {
        var since = check.Status == status ? check.Since : now;
        return check with
        {
            Status = status,
            Code = cause.Code,
            Cause = cause.Sentence,
            Fix = cause.Fix,
            HttpStatus = null,
            LatencyMs = null,
            Usage = null,
            NotBefore = null,
            Since = since,
            UnhealthySince = status == ProbeStatus.Unhealthy ? check.UnhealthySince ?? since : null,
        };
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
