using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Lifecycle;
using Importer.Policies;

namespace Importer.Design;

/// <summary>Holds deployments to the rules of the company. What Resource Manager does not tell is outside of them.</summary>
internal static class Compliance
{
    public const string Help = "give it what Compliance allows in Foundry, or allow it in the settings";

    /// <summary>What of a deployment is outside of the rules, in words; empty when nothing is.</summary>
    public static IReadOnlyList<string> Breaches(ComplianceSettings rules, FoundryAccount account, ModelDeployment deployment) =>
        Breaches(rules, deployment.ContentFilter, deployment.Sku, (account.Region, deployment.ModelName));

    /// <summary>The same of a fleet's member, by what is known of it.</summary>
    public static IReadOnlyList<string> Breaches(ComplianceSettings rules, MemberFacts facts) =>
        Breaches(rules, facts.ContentFilter, facts.Sku, (facts.Region, facts.Model.Name));

    private static IReadOnlyList<string> Breaches(
        ComplianceSettings rules,
        string? filter,
        string sku,
        (string Region, string Model) place
    ) =>
        AllowAll(rules)
            ? []
            :
            [
                .. Breach(rules.RaiPolicies, filter, "content filter", "RaiPolicies"),
                .. Breach(rules.Skus, sku, "SKU", "Skus"),
                .. Breach(rules.Regions, Locations.Normal(place.Region), "location", "Regions"),
                .. Breach(rules.Models, place.Model, "model", "Models"),
            ];

    private static bool AllowAll(ComplianceSettings rules) =>
        rules is { RaiPolicies.Count: 0, Skus.Count: 0, Regions.Count: 0, Models.Count: 0 };

    /// <summary>What people are told of deployments outside of the rules.</summary>
    public static IEnumerable<SetAside> Notes(ComplianceSettings rules, AccountInventory inventory) =>
        inventory
            .Deployments.Where(IsReachable)
            .Select(deployment => (Deployment: deployment, Breaches: Breaches(rules, inventory.Account, deployment)))
            .Where(found => found.Breaches.Count > 0)
            .Select(found => new SetAside(
                found.Deployment.Id.Value,
                $"outside of Compliance: {string.Join("; ", found.Breaches)}. {Consequence(rules.Mode)}; {Help}"
            )
            {
                IsBreach = true,
            });

    /// <summary>
    /// Why an API answers no call, with the deployments that it reaches and should not; null when it may answer. Callers name the
    /// deployment, so an API reaches every one of its account that its operations can call.
    /// </summary>
    public static string? Closing(ApiGroup group, DesignInput input, ApiPolicy policy)
    {
        var rules = input.Settings.Compliance;
        if (
            AllowAll(rules)
            || rules.Mode == ComplianceMode.Report
            || (rules.Mode == ComplianceMode.RequireContentSafety && policy.Xml.Contains("<llm-content-safety", StringComparison.Ordinal))
        )
        {
            return null;
        }

        var outside = input
            .Inventory.Accounts.Where(found => found.Account.Id == group.Account.Id)
            .SelectMany(found => found.Deployments)
            .Where(deployment =>
                IsReachable(deployment)
                && CompatibilityChooser.Serves(group.Compatibility, deployment)
                && Breaches(rules, group.Account, deployment).Count > 0
            )
            .Select(deployment => deployment.Name)
            .ToList();
        if (outside.Count == 0)
        {
            return null;
        }

        if (rules.Mode == ComplianceMode.RequireContentSafety)
        {
            return $"it reaches {string.Join(", ", outside)}, which Compliance allows only behind content safety, and its policy has none; set Policies.ContentSafety for it by a rule";
        }

        return $"it reaches {string.Join(", ", outside)}, which Compliance does not allow; {Help}, or move what is allowed to an account of its own";
    }

    /// <summary>The policy of an API that answers no call.</summary>
    public static ApiPolicy Closed(ApiPolicy policy) =>
        policy with
        {
            Xml = new PolicyDocument
            {
                Inbound =
                [
                    new BasePolicy(),
                    ReturnResponse.OfJson(
                        403,
                        "Forbidden",
                        """{ "error": { "code": "ModelNotAllowed", "message": "This API is closed: a model behind it is outside of the company's rules." } }"""
                    ),
                ],
                Backend = [new BasePolicy()],
                Outbound = [new BasePolicy()],
            }.ToXml(),
            Closes = true,
        };

    private static bool IsReachable(ModelDeployment deployment) => !deployment.IsBatch && !deployment.IsDeleting;

    private static IEnumerable<string> Breach(IReadOnlyList<string> allowed, string? value, string what, string setting)
    {
        if (allowed.Count == 0 || (value is { Length: > 0 } && allowed.Any(glob => Globs.Match(glob, value))))
        {
            yield break;
        }

        yield return value is { Length: > 0 }
            ? $"its {what} is '{value}', and Compliance.{setting} allows {string.Join(", ", allowed)}"
            : $"Resource Manager names no {what} for it, and Compliance.{setting} allows {string.Join(", ", allowed)}";
    }

    private static string Consequence(ComplianceMode mode) =>
        mode switch
        {
            ComplianceMode.LeaveOut => "APIs that reach it answer no call",
            ComplianceMode.RequireContentSafety => "APIs that reach it answer only behind content safety",
            _ => "It is imported all the same",
        };
}

/// <summary>Keeps out what was deployed shortly before its end.</summary>
internal static class LateArrivals
{
    /// <summary>
    /// Why a deployment is not imported; null when it is. What counts is how long it had when it was made, so that nothing that is
    /// imported goes again because its day comes near. What is upgraded by itself stays.
    /// </summary>
    public static SetAside? Refusal(ModelDeployment deployment, DesignInput input) =>
        Refusal(
            deployment,
            (input.Settings.Lifecycle.RefuseNewDays, input.Ahead),
            input.Settings.Lifecycle.RefuseNewDays > 0 && deployment.CreatedAt is null && IsKnown(deployment, input)
        );

    /// <summary>The same, where somebody else says whether the deployment serves callers already.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="rule">How many days it must have had, and what is ahead of deployments.</param>
    /// <param name="isKnown">Whether it serves callers already, so that it is not new where nobody says when it was made.</param>
    public static SetAside? Refusal(
        ModelDeployment deployment,
        (int LeastDays, IReadOnlyDictionary<string, Retirement> Ahead) rule,
        bool isKnown
    )
    {
        var least = rule.LeastDays;
        if (
            least == 0
            || rule.Ahead.GetValueOrDefault(deployment.Id.Value) is not { At: { } at } ahead
            || (ahead.Outlook != RetirementOutlook.Stops && !(ahead.Outlook == RetirementOutlook.Past && !ahead.IsUpgraded))
        )
        {
            return null;
        }

        var made = deployment.CreatedAt ?? (isKnown ? null : ahead.ListReadAt);
        return made is { } from && (at - from).TotalDays is var days && days < least
            ? new(
                deployment.Id.Value,
                $"left out: {ahead.Sentence}; it was made with {Math.Max(0, (int)days)} days left, and Lifecycle.RefuseNewDays asks for {least}"
            )
            : null;
    }

    // When it was made is not known: what an API of the importer serves already is not new.
    private static bool IsKnown(ModelDeployment deployment, DesignInput input)
    {
        var (id, account) = (deployment.Id, deployment.AccountId);
        return input.Apis.Any(api => api.OwnershipTag is { } tag && (tag.Source == id || tag.Source == account));
    }
}
