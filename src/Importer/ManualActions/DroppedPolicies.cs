using System.Xml;
using Importer.Design;
using Importer.Gateway;
using Importer.Planning;
using Importer.Policies;

namespace Importer.ManualActions;

/// <summary>
/// An adoption replaces the API's policy: what limits, filters or checks calls there now and would not any more is named, and dropped only
/// when a person insists.
/// </summary>
internal static class DroppedPolicies
{
    /// <summary>One sentence for each element that goes.</summary>
    /// <param name="api">The API that is taken over.</param>
    /// <param name="plan">The plan of the whole run.</param>
    /// <param name="state">The gateway as it was read.</param>
    public static IReadOnlyList<SetAside> Of(Api api, Plan plan, GatewayState state)
    {
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(state);
        var key = ApiPolicy.KeyFor(api.Id);
        return
            plan.Steps.FirstOrDefault(step => step.Key == key)?.Resource is ApiPolicy after && state.Find(key)?.Resource is ApiPolicy before
            ?
            [
                .. Lost(before.Xml, after.Xml)
                    .Select(element => new SetAside(
                        api.Id,
                        $"the importer's policy has no such element, so it goes from API {api.Id}: {element}"
                    )),
            ]
            : [];
    }

    /// <summary>The plan itself; refused when something goes and nobody insists.</summary>
    public static Plan Guard(Plan plan, Api api, IReadOnlyList<SetAside> dropped, bool insists)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(dropped);
        return dropped.Count == 0 || insists || plan.Refusal is not null
            ? plan
            : plan with
            {
                Refusal =
                    $"API {api.Id} would lose {dropped.Count} element(s) of its policy, each of which is named; name its limits and filters in Policies, put the rest into a fragment that Policies.Extra names, or adopt it with \"insist\": true",
            };
    }

    private static IReadOnlyList<string> Lost(string before, string after)
    {
        try
        {
            return PolicyLosses.Between(before, after);
        }
        catch (XmlException)
        {
            return ["the whole policy, which is no XML and cannot be read"];
        }
    }
}
