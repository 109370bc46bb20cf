using Importer.Gateway;
using Importer.Planning;

namespace Importer.ManualActions;

/// <summary>
/// An adoption must not break an API that answers: while the gateway's identity has no right on the account, only the right
/// is granted, and the API is taken over once it is effective.
/// </summary>
/// <remarks>A role takes up to ten minutes: https://learn.microsoft.com/azure/role-based-access-control/troubleshooting</remarks>
internal static class GrantRoleFirst
{
    /// <summary>The plan itself when the right is there; else what grants it, or a refusal where only checking is allowed.</summary>
    /// <param name="plan">The plan of the whole run.</param>
    /// <param name="api">The API that is taken over.</param>
    /// <param name="takeOver">The API and what becomes its own: a conflict over one of them refuses all.</param>
    public static Plan Of(Plan plan, Api api, IReadOnlySet<ResourceKey> takeOver)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(takeOver);
        if (plan.Findings.FirstOrDefault(finding => finding.Kind == FindingKind.Permission) is { } missing)
        {
            return plan with { Refusal = $"API {api.Id} would stop answering: {missing.Reason}" };
        }

        // Half an adoption would leave new operations under the old policy.
        if (
            plan.Findings.FirstOrDefault(finding =>
                finding.Kind == FindingKind.Conflict
                && takeOver.Any(key => string.Equals(key.Name, finding.Subject, StringComparison.OrdinalIgnoreCase))
            ) is
            { } conflict
        )
        {
            return plan with { Refusal = $"API {api.Id} cannot be taken over whole: {conflict.Reason}" };
        }

        var access = plan.Steps.Where(step => step is { Change: ChangeKind.Create, Resource: RoleGrant or ServiceIdentity }).ToList();
        return access.Count == 0
            ? plan
            : plan with
            {
                Steps = access,
                Findings =
                [
                    .. plan.Findings,
                    new PlanFinding(
                        FindingKind.Permission,
                        api.Id,
                        $"the gateway's identity had no right on the account, so only that is granted now and API {api.Id} stays as it is; repeat the adoption in ten minutes, when the right is effective"
                    ),
                ],
            };
    }
}
