using System.Text.RegularExpressions;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Foresight;
using Importer.Gateway;
using Importer.ManualActions;
using Importer.Planning;
using Importer.Runs;
using Importer.Snapshots;
using Importer.Storage;

namespace Importer.Reconciliation;

/// <summary>What a run stands on: accounts and APIs, and on an adoption the API that is to be taken over.</summary>
internal sealed partial record RunContext
{
    private const int Shown = 5;

    /// <summary>The accounts of the run; on an adoption the one behind the API.</summary>
    public required Inventory Inventory { get; init; }

    /// <summary>The service, as read when the run began.</summary>
    public required ServiceInfo Service { get; init; }

    /// <summary>The APIs as they were listed, revisions included.</summary>
    public required IReadOnlyList<Observed> Listed { get; init; }

    /// <summary>The API that is to be taken over; null on every other run, and once it carries the ownership tag.</summary>
    public Api? Target { get; init; }

    /// <summary>
    /// True when the API stands where the importer itself puts it, and carries an ownership tag that does not verify: it is
    /// taken back as the importer's own, and not as one that people made.
    /// </summary>
    public bool IsRetaken { get; init; }

    /// <summary>Whom it calls.</summary>
    public CalledAccount? Called { get; init; }

    /// <summary>What may be taken over though it carries no ownership tag.</summary>
    public IReadOnlySet<ResourceKey> TakeOver { get; init; } = new HashSet<ResourceKey>();

    /// <summary>True when a person insists on dropping what the policy of the API has and the importer's has not.</summary>
    public bool Drops { get; init; }

    /// <summary>What people should know.</summary>
    public IReadOnlyList<SetAside> Notes { get; init; } = [];

    /// <summary>Why the API is not adopted, with the way out.</summary>
    public string? Refusal { get; init; }

    /// <summary>The APIs as the design is to see them: the one that is taken over as if it were adopted already.</summary>
    public IReadOnlyList<Api> Apis =>
        !IsRetaken && Target is { } target && Called is { } called
            ?
            [
                .. All.Select(api =>
                    api.Id == target.Id
                        ? api with
                        {
                            OwnershipTag = new OwnershipTag(called.Account.Id, "") { AdoptedAs = called.Compatibility.ToString() },
                        }
                        : api
                ),
            ]
            : All;

    /// <summary>The APIs.</summary>
    public IReadOnlyList<Api> All => [.. Listed.Select(found => (Api)found.Resource)];

    /// <summary>Why the design makes no use of the API; null when it does, and on every other run.</summary>
    public string? Misfit(GatewayDesign design)
    {
        if (Target is not { } target || Called is not { } called)
        {
            return null;
        }

        if (design.Decisions.FirstOrDefault(decision => decision.ApiId == target.Id) is not { } decision)
        {
            return $"API {target.Id} calls {called.Account.Id} as {called.Compatibility}, and the importer has nothing to manage there so: {Reason(design, called)}";
        }

        if (decision.Source == ImportSource.Http == called.IsPlainHost)
        {
            return null;
        }

        if (called.IsPlainHost)
        {
            return $"API {target.Id} calls the account's host without /openai, so its operations carry it (Source Http); with Source {decision.Source} its callers' addresses would change. Give the account Source Http by a rule, then adopt it";
        }

        return $"API {target.Id} calls the account's address with /openai, /models or /openai/v1; with Source Http its callers' addresses would change. Give the account another Source by a rule, then adopt it";
    }

    /// <summary>What people should know once <paramref name="plan"/> is made: which calls the API answers no more.</summary>
    public IEnumerable<SetAside> Told(Plan plan)
    {
        var routes =
            plan.Steps.FirstOrDefault(step => step.Key == Target?.Key)
                ?.Differences.Where(difference => difference.Field == "operation")
                .ToList()
            ?? [];
        var kept = routes.Select(route => Shape(route.Expected)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lost = routes
            .Where(route => route.Actual is not null && !kept.Contains(Shape(route.Actual)))
            .Select(route => route.Actual)
            .ToList();
        return lost.Count == 0
            ? Notes
            :
            [
                .. Notes,
                new SetAside(
                    Target!.Id,
                    $"API {Target.Id} loses {lost.Count} operation(s) that the design does not have, and calls of them are answered with 404: {string.Join(", ", lost.Take(Shown))}{(lost.Count > Shown ? ", …" : "")}. Where somebody needs them, give the account a document of its own that has them (OpenApi.Location), or Drift.Ignore operations"
                ),
            ];
    }

    // Callers do not see how a parameter is called.
    private static string Shape(string? route) => Parameter().Replace((route ?? "").Split('?')[0], "{}");

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();

    private static string Reason(GatewayDesign design, CalledAccount called)
    {
        var others = design.Decisions.Where(decision => decision.Deployment.AccountId == called.Account.Id).ToList();
        if (others.Exists(decision => decision.Compatibility == called.Compatibility))
        {
            return "its BasePath names {deployment}, which makes an API for each deployment; give the account a BasePath without it by a rule, then adopt the API";
        }

        if (others.Count > 0)
        {
            return $"its deployments are imported as {string.Join(", ", others.Select(decision => decision.Compatibility).Distinct().Order())}; name {called.Compatibility} in Compatibility by a rule for the account, then adopt the API";
        }

        if (design.SetAside.FirstOrDefault(aside => aside.Lack == DesignLack.Withheld) is { } withheld)
        {
            return withheld.Reason;
        }

        if (design.SetAside.Count > 0)
        {
            return $"{design.SetAside[0].Subject}: {design.SetAside[0].Reason}";
        }

        return "the account has no deployment; deploy a model there, then adopt the API";
    }
}

/// <summary>What a run goes through: the ports and the doers, one for each verb.</summary>
/// <param name="Source">Where deployments are read from.</param>
/// <param name="Gateway">The API Management service.</param>
/// <param name="Applier">Carries plans out.</param>
/// <param name="Caller">Makes test calls within the budget.</param>
/// <param name="Specifications">Reads given specifications.</param>
/// <param name="Store">Keeps what is withdrawn.</param>
/// <param name="Ahead">Looks at what is ahead of deployments; null looks at nothing.</param>
public sealed record RunDependencies(
    IDeploymentSource Source,
    IGateway Gateway,
    PlanApplier Applier,
    TestCaller Caller,
    SpecificationSource Specifications,
    IDocumentStore Store,
    LifecycleWatch? Ahead = null
)
{
    internal SnapshotStore Snapshots(ImporterSettings settings) =>
        new(
            Store,
            async token =>
            {
                using var keys = new OwnershipKeys(Store, settings);
                return await keys.ReadAsync(token);
            }
        );

    internal PreDeleteCheck Withdrawal(ImporterSettings settings, ReconcileRequest request, GatewayState state, DateTimeOffset startedAt) =>
        new(this, settings, request, state) { StartedAt = startedAt };
}
