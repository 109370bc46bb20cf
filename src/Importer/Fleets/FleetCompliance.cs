using Importer.Configuration;
using Importer.Design;
using Importer.Gateway;

namespace Importer.Fleets;

/// <summary>
/// Holds members to the rules of the company. A fleet is not closed by one member that breaks them: that member stays outside, and the
/// others go on. Every member is judged by its facts, so one whose account was not looked at is held to the rules as they are now.
/// </summary>
internal static class FleetCompliance
{
    /// <summary>The members that the rules allow, and a sentence for each of the others; that it breaks them is told beside, see <see cref="Compliance.Notes"/>.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="members">Everybody who would stand in it.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="apis">Designs the fleet's APIs for all of them; asked only where their policies decide.</param>
    public static (IReadOnlyList<FleetMember> Members, IReadOnlyList<FleetNote> Notes) Hold(
        FleetSettings fleet,
        IReadOnlyList<FleetMember> members,
        ComplianceSettings rules,
        Func<IReadOnlyList<FleetApiDesign>> apis
    )
    {
        if (rules.Mode == ComplianceMode.Report || (rules.Mode == ComplianceMode.RequireContentSafety && apis().All(HasContentSafety)))
        {
            return (members, []);
        }

        var outside = members
            .Select(member => (Member: member, Breaches: Compliance.Breaches(rules, member.Facts)))
            .Where(found => found.Breaches.Count > 0)
            .ToList();
        return (
            [.. members.Except(outside.Select(found => found.Member))],
            [
                .. outside.Select(found => new FleetNote(
                    found.Member.Deployment.Id.Value,
                    $"stays outside fleet '{fleet.Name}': {Reason(rules.Mode, string.Join("; ", found.Breaches))}"
                )),
            ]
        );
    }

    // An API that is withheld may stand there with an older policy, so it counts as one without.
    private static bool HasContentSafety(FleetApiDesign api) =>
        api.Resources.OfType<ApiPolicy>().Any(policy => policy.Xml.Contains("<llm-content-safety", StringComparison.Ordinal));

    private static string Reason(ComplianceMode mode, string breaches) =>
        mode == ComplianceMode.RequireContentSafety
            ? $"Compliance allows it only behind content safety, and the fleet's policy has none ({breaches}); set Policies.ContentSafety for the fleet, or {Compliance.Help}"
            : $"outside of Compliance: {breaches}; {Compliance.Help}";
}
