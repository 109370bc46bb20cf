using System.Text.RegularExpressions;
using Importer.Configuration;
using Importer.Design;
using Importer.Gateway;
using Importer.Planning;

namespace Importer.ManualActions;

/// <summary>
/// What an adoption adds to a run: the API that a person names, whom it calls, and what may be taken over of it. A run that adopts nothing
/// has none.
/// </summary>
internal sealed partial record Adoption
{
    private const int Shown = 5;

    private Adoption() { }

    /// <summary>The API that is to be taken over; null when none is, and once it carries the ownership tag.</summary>
    public Api? Target { get; private init; }

    /// <summary>What may be taken over though it carries no ownership tag.</summary>
    public IReadOnlySet<ResourceKey> TakeOver { get; private init; } = new HashSet<ResourceKey>();

    private string? Reason { get; init; }

    private CalledAccount? Called { get; init; }

    private IReadOnlyList<SetAside> Notes { get; init; } = [];

    // The API stands where the importer itself puts it: it is taken back as the importer's own, and not as one that people made.
    private bool IsTakenBack { get; init; }

    private bool DropsPolicies { get; init; }

    /// <summary>The API is not adopted.</summary>
    /// <param name="reason">Why not, with the way out.</param>
    public static Adoption Refused(string reason) => new() { Reason = reason };

    /// <summary>The API was adopted by an earlier run, which may have been cut off: this one imports its account.</summary>
    public static Adoption Earlier(Api api) =>
        new() { Notes = [new SetAside(api.Id, $"API {api.Id} is adopted already; it is managed like every other")] };

    /// <summary>The API is taken over.</summary>
    /// <param name="api">The API.</param>
    /// <param name="called">Whom it calls.</param>
    /// <param name="notes">What people should know before.</param>
    /// <param name="isTakenBack">
    /// True when it stands where the importer itself puts it, and carries an ownership tag that does not verify.
    /// </param>
    /// <param name="dropsPolicies">
    /// True when a person insists on dropping what the policy of the API has and the importer's has not.
    /// </param>
    public static Adoption Of(Api api, CalledAccount called, IReadOnlyList<SetAside> notes, bool isTakenBack, bool dropsPolicies) =>
        new()
        {
            Target = api,
            TakeOver = isTakenBack
                ? Parts(api, ApiNaming.BackendId(api.Id), ApiNaming.KeyId(api.Id))
                : Parts(api, ApiNaming.AdoptedBackendId(api.Id), ApiNaming.AdoptedKeyId(api.Id)),
            Called = called,
            Notes = notes,
            IsTakenBack = isTakenBack,
            DropsPolicies = dropsPolicies,
        };

    /// <summary>The APIs as the design is to see them: the one that is taken over as if it were adopted already.</summary>
    public IReadOnlyList<Api> AsAdopted(IReadOnlyList<Api> apis) =>
        !IsTakenBack && Target is { } target && Called is { } called
            ? [.. apis.Select(api => api.Id == target.Id ? api with { OwnershipTag = TagFor(called) } : api)]
            : apis;

    /// <summary>Why the API is not adopted, or the design makes no use of it, with the way out; null when it is adopted.</summary>
    public string? Refusal(GatewayDesign design) => Reason ?? Misfit(design);

    /// <summary>The plan as far as it may be carried out, and what people should know of it.</summary>
    public (Plan Plan, IReadOnlyList<SetAside> Notes) Guard(Plan plan, GatewayState state)
    {
        if (Target is not { } target)
        {
            return (plan, Notes);
        }

        var dropped = DroppedPolicies.Of(target, plan, state);
        var guarded = DroppedPolicies.Guard(GrantRoleFirst.Of(plan, target, TakeOver), target, dropped, DropsPolicies);
        return (guarded, [.. Notes, .. LostOperations(target, guarded), .. dropped]);
    }

    private string? Misfit(GatewayDesign design)
    {
        if (Target is not { } target || Called is not { } called)
        {
            return null;
        }

        if (design.Decisions.FirstOrDefault(decision => decision.ApiId == target.Id) is not { } decision)
        {
            return $"API {target.Id} calls {called.Account.Id} as {called.Compatibility}, and the importer has nothing to manage there so: {ReasonOf(design, called)}";
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

    private static string ReasonOf(GatewayDesign design, CalledAccount called)
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

    // Calls that the API answered before and answers no more.
    private static IEnumerable<SetAside> LostOperations(Api target, Plan plan)
    {
        var routes =
            plan.Steps.FirstOrDefault(step => step.Key == target.Key)
                ?.Differences.Where(difference => difference.Field == "operation")
                .ToList()
            ?? [];
        var kept = routes.Select(route => Shape(route.Expected)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lost = routes
            .Where(route => route.Actual is not null && !kept.Contains(Shape(route.Actual)))
            .Select(route => route.Actual)
            .ToList();
        if (lost.Count > 0)
        {
            yield return new SetAside(
                target.Id,
                $"API {target.Id} loses {lost.Count} operation(s) that the design does not have, and calls of them are answered with 404: {string.Join(", ", lost.Take(Shown))}{(lost.Count > Shown ? ", …" : "")}. Where somebody needs them, give the account a document of its own that has them (OpenApi.Location), or Drift.Ignore operations"
            );
        }
    }

    // Callers do not see how a parameter is called.
    private static string Shape(string? route) => Parameter().Replace((route ?? "").Split('?')[0], "{}");

    private static OwnershipTag TagFor(CalledAccount called) => new(called.Account.Id, "") { AdoptedAs = called.Compatibility.ToString() };

    private static HashSet<ResourceKey> Parts(Api api, string backend, string key) =>
        [api.Key, new(ResourceKind.Backend, backend), new(ResourceKind.NamedValue, key)];

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
