using System.Xml.Linq;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Health;
using Importer.Resources;
using Importer.Runs;

namespace Importer.Reconciliation;

/// <summary>Turns decisions into targets of test calls, with what is known around them.</summary>
internal sealed class ProbeTargets(
    GatewayDesign design,
    Inventory inventory,
    ServiceInfo service,
    ImporterSettings settings,
    IReadOnlyDictionary<ResourceKey, string>? refused = null
)
{
    private readonly Dictionary<string, ApiPolicy> _policies = design
        .Resources.OfType<ApiPolicy>()
        .ToDictionary(policy => policy.Api, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<ResourceId, FoundryAccount> _accounts = inventory.Accounts.ToDictionary(
        found => found.Account.Id,
        found => found.Account
    );
    private readonly Dictionary<ResourceId, RoleGrant> _roles = design.Resources.OfType<RoleGrant>().ToDictionary(role => role.Account);

    /// <summary>
    /// What a run proves: the deployments that were asked about, and every one behind an API that was just made or changed, or that stands
    /// on what was.
    /// </summary>
    public IReadOnlyList<ProbeTarget> ToProve(ReconcileRequest request, IReadOnlyList<StepResult> results)
    {
        var broken = results.Where(result => result.Outcome != StepOutcome.Done).Select(result => result.Step.Resource.ApiId).ToHashSet();
        var done = results.Where(result => result.Outcome == StepOutcome.Done).ToList();
        var changed = done.Select(result => result.Step.Resource.ApiId).ToHashSet();
        var below = done.Select(result => result.Step.Key)
            .Where(key => key.Kind is ResourceKind.Backend or ResourceKind.NamedValue or ResourceKind.Role)
            .ToHashSet();
        return
        [
            .. design
                .Decisions.Where(decision =>
                    !broken.Contains(decision.ApiId)
                    && (
                        changed.Contains(decision.ApiId)
                        || StandsOn(decision, below)
                        || decision.Deployment.Id == request.Scope
                        || request.Prove.Contains(decision.Deployment.Id)
                    )
                )
                .Select(decision => Of(decision) with { IsFresh = true }),
        ];
    }

    // What lies below an API was put right, and only a call shows whether that mends it.
    private bool StandsOn(Decision decision, HashSet<ResourceKey> changed) =>
        changed.Contains(RoleGrant.KeyOf(decision.Deployment.AccountId))
        || _policies.GetValueOrDefault(decision.ApiId)?.Uses.Any(changed.Contains) == true;

    /// <summary>What a round tests: everything.</summary>
    public IReadOnlyList<ProbeTarget> All() => [.. design.Decisions.Select(Of)];

    /// <summary>The target with what of its API is not as designed.</summary>
    public ProbeTarget WithDeviations(ProbeTarget target, IEnumerable<GatewayDeviation> deviations) =>
        target with
        {
            Facts = target.Facts with { Deviations = [.. deviations.Where(deviation => Concerns(target, deviation.Key))] },
        };

    /// <summary>What calls to these targets stand on, tags of APIs left out.</summary>
    public IReadOnlyList<GatewayResource> Around(IReadOnlyList<ProbeTarget> targets)
    {
        var apis = targets.Select(target => target.Api).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var accounts = targets.Select(target => target.Deployment.AccountId).ToHashSet();
        var used = apis.SelectMany(api => _policies.GetValueOrDefault(api)?.Uses ?? []).ToHashSet();
        return
        [
            .. design.Resources.Where(resource =>
                resource switch
                {
                    ApiTag => false,
                    ServiceIdentity => true,
                    RoleGrant role => accounts.Contains(role.Account),
                    { ApiId: { } api } => apis.Contains(api),
                    _ => used.Contains(resource.Key),
                }
            ),
        ];
    }

    private bool Concerns(ProbeTarget target, ResourceKey key) =>
        key.Kind switch
        {
            ResourceKind.Identity => true,
            ResourceKind.Role => key == RoleGrant.KeyOf(target.Deployment.AccountId),
            ResourceKind.Backend or ResourceKind.NamedValue => _policies.GetValueOrDefault(target.Api)?.Uses.Contains(key) == true,
            ResourceKind.ProductLink => key.Name.EndsWith($"/{target.Api}", StringComparison.OrdinalIgnoreCase),
            _ => string.Equals(key.Name, target.Api, StringComparison.OrdinalIgnoreCase),
        };

    private ProbeTarget Of(Decision decision)
    {
        var account = decision.Deployment.AccountId;
        return new ProbeTarget
        {
            Deployment = decision.Deployment,
            Api = decision.ApiId,
            Path = decision.Source == ImportSource.Http ? $"{decision.ApiPath}/openai" : decision.ApiPath,
            Compatibility = decision.Compatibility,
            ApiVersion = decision.ApiVersion,
            Callable = decision.Callable,
            KeyHeader = decision.KeyHeader,
            Facts = Known(_policies.GetValueOrDefault(decision.ApiId)) with
            {
                Account = _accounts.GetValueOrDefault(account),
                Service = service,
                Role = _roles.GetValueOrDefault(account),
                UsesKey = _policies.GetValueOrDefault(decision.ApiId)?.Uses.Any(key => key.Kind == ResourceKind.NamedValue) == true,
                Audience = decision.Audience,
                Ahead = decision.Ahead,
                Subscription = settings.Health.Subscription,
                RepairsDrift = settings.Drift == DriftMode.Repair,
                RefusedWrites = refused ?? new Dictionary<ResourceKey, string>(),
            },
        };
    }

    // What the designed policy itself says of whom it calls, and as whom.
    private ProbeFacts Known(ApiPolicy? policy)
    {
        if (policy is null)
        {
            return new();
        }

        var elements = XDocument.Parse(policy.Xml).Descendants().ToList();
        return new()
        {
            PolicyElements = elements.Select(element => element.Name.LocalName).ToHashSet(StringComparer.Ordinal),
            ClientId = Values("authentication-managed-identity", "client-id").FirstOrDefault(),
            OtherBackends =
            [
                .. Values("llm-content-safety", "backend-id"),
                .. Values("llm-semantic-cache-lookup", "embeddings-backend-id"),
                .. Values("azure-openai-semantic-cache-lookup", "embeddings-backend-id"),
            ],
            Fragments = [.. Values("include-fragment", "fragment-id")],
            HasCircuitBreaker = design
                .Resources.OfType<Backend>()
                .Any(backend => policy.Uses.Contains(backend.Key) && backend.CircuitBreaker is not null),
        };

        IEnumerable<string> Values(string element, string attribute) =>
            elements
                .Where(one => one.Name.LocalName == element)
                .Select(one => (string?)one.Attribute(attribute))
                .OfType<string>()
                .Distinct(StringComparer.OrdinalIgnoreCase);
    }
}
