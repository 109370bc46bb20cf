using System.Globalization;
using Importer.Gateway;

namespace Importer.Planning;

/// <summary>Refuses a plan that would give the service more operations than its tier holds.</summary>
/// <remarks>
/// An instance's operations, those of revisions and versions included, are limited by its tier:
/// https://learn.microsoft.com/azure/api-management/service-limits (2026; older editions of the page name other figures, so
/// a person may insist, and the service has the last word).
/// </remarks>
internal static class OperationBudget
{
    private static readonly Dictionary<string, int> Limits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Consumption"] = 3_000,
        ["Developer"] = 3_000,
        ["Basic"] = 10_000,
        ["BasicV2"] = 10_000,
        ["Standard"] = 50_000,
        ["StandardV2"] = 50_000,
        ["Premium"] = 75_000,
        ["PremiumV2"] = 75_000,
    };

    /// <summary>
    /// The APIs whose operations have to be counted before the plan can be judged; none when it makes no API, or when the
    /// tier's limit is not known.
    /// </summary>
    public static IReadOnlyList<string> ToCount(Plan plan, PlanInput input)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(input);
        return
            input.Insist
            || plan.Refusal is not null
            || !Limits.ContainsKey(input.Found.Service.Sku)
            || !plan.Steps.Any(step => step is { Change: ChangeKind.Create, Resource: Api })
            ? []
            :
            [
                .. input
                    .Found.OfType<Api>()
                    .Select(found => (Api)found.Resource)
                    .Where(api => api.Definition is null)
                    .Select(api => api.Id),
            ];
    }

    /// <summary>The share of the tier's limit that would be used after the plan; 0 when the limit is not known.</summary>
    public static double Share(Plan plan, PlanInput input, int counted)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(input);
        return Limits.TryGetValue(input.Found.Service.Sku, out var limit)
            ? (counted + input.Found.OfType<Api>().Sum(found => Operations(found.Resource)) + plan.Steps.Sum(step => Growth(step, input)))
                / (double)limit
            : 0;
    }

    /// <summary>The operations of the APIs that are read in full or made, by id: nobody needs to count them.</summary>
    public static IReadOnlyDictionary<string, int> Known(Plan plan, PlanInput input)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(input);
        var read = input.Found.OfType<Api>().Select(found => (Api)found.Resource).Where(api => api.Definition is not null);
        var made = plan.Steps.Where(step => step is { Change: ChangeKind.Create, Resource: Api }).Select(step => (Api)step.Resource);
        return read.Concat(made).DistinctBy(api => api.Id, StringComparer.OrdinalIgnoreCase).ToDictionary(api => api.Id, Operations);
    }

    /// <summary>The plan, refused with numbers when it would not fit.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="input">What it was made from.</param>
    /// <param name="counted">The operations of the APIs that <see cref="ToCount"/> named, together.</param>
    /// <param name="trimmed">How many operations the importer's own catalogue gives, by id of an API that would have more.</param>
    public static Plan Judge(Plan plan, PlanInput input, int counted, IReadOnlyDictionary<string, int> trimmed)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(input);
        var made = plan
            .Steps.Where(step => step is { Change: ChangeKind.Create, Resource: Api })
            .Select(step => (Api)step.Resource)
            .ToList();
        if (input.Insist || plan.Refusal is not null || made.Count == 0 || !Limits.TryGetValue(input.Found.Service.Sku, out var limit))
        {
            return plan;
        }

        var held = counted + input.Found.OfType<Api>().Sum(found => Operations(found.Resource));
        var added = plan.Steps.Sum(step => Growth(step, input));
        return held + added <= limit ? plan : plan with { Refusal = Refusal(input.Found.Service.Sku, limit, held, added, made, trimmed) };
    }

    private static string Refusal(string sku, int limit, int held, int added, List<Api> made, IReadOnlyDictionary<string, int> trimmed)
    {
        var saved = made.Where(api => trimmed.ContainsKey(api.Id)).Sum(api => Math.Max(0, Operations(api) - trimmed[api.Id]));
        var offer =
            saved > 0
                ? $"With Source Catalogue, which holds only what the models can do, the same APIs need {saved} operations fewer"
                : "Its APIs hold only what the models can do; a BasePath without {deployment} shares one API between the deployments of an account, and one Compatibility needs fewer than two";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the plan adds {added} operations in {made.Count} new API(s); the {sku} tier holds {limit} and {held} are there, which leaves room for {Math.Max(0, limit - held)}; nothing was written. {offer}. Else delete APIs that nobody calls, or take a higher tier; if the limit is not what it was, repeat it by hand with \"insist\": true"
        );
    }

    private static int Growth(PlannedStep step, PlanInput input) =>
        step switch
        {
            { Resource: not Api } => 0,
            { Change: ChangeKind.Create } => Operations(step.Resource),
            { Change: ChangeKind.Delete } => -Operations(step.Resource),
            _ => Operations(step.Resource) - (input.Found.Find(step.Key) is { } found ? Operations(found.Resource) : 0),
        };

    private static int Operations(GatewayResource resource) => (resource as Api)?.Definition?.Operations.Count ?? 0;
}
