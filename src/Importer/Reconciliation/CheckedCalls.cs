using System.Collections.Concurrent;
using System.Xml;
using System.Xml.Linq;
using Importer.Design;
using Importer.Gateway;
using Importer.Health;
using Importer.Planning;
using Importer.Policies;

namespace Importer.Reconciliation;

/// <summary>
/// Makes test calls where the way to the model was read and is the designed one, and nowhere else: a call carries a
/// subscription key, and whoever changed a policy or a backend would get it.
/// </summary>
/// <remarks>
/// What lies above an API (the global policy, the policies of its products, the fragments that settings name) is trusted: editors of one
/// API cannot change it.
/// </remarks>
internal sealed class CheckedCalls(IGateway gateway, TestCaller caller, GatewayDesign design)
{
    // These answer or refuse by themselves, or count: none of them sends a call anywhere.
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "policies",
        "inbound",
        "backend",
        "outbound",
        "on-error",
        "base",
        "choose",
        "when",
        "otherwise",
        "return-response",
        "mock-response",
        "rate-limit",
        "rate-limit-by-key",
        "quota",
        "quota-by-key",
        "llm-token-limit",
        "azure-openai-token-limit",
        "limit-concurrency",
        "ip-filter",
        "address",
        "address-range",
        "check-header",
        "value",
        "cors",
        "allowed-origins",
        "origin",
        "allowed-methods",
        "method",
        "allowed-headers",
        "header",
        "expose-headers",
        "llm-emit-token-metric",
        "azure-openai-emit-token-metric",
        "emit-metric",
        "dimension",
    };

    private readonly Dictionary<string, ApiPolicy> _policies = design
        .Resources.OfType<ApiPolicy>()
        .ToDictionary(policy => policy.Api, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Api> _apis = design
        .Resources.OfType<Api>()
        .ToDictionary(api => api.Id, StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _policiesOfOperations = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What lies between a call to these targets and their models.</summary>
    public IReadOnlyList<GatewayResource> Behind(IEnumerable<ProbeTarget> targets)
    {
        var apis = targets.Select(target => target.Api).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var used = apis.SelectMany(api => _policies.GetValueOrDefault(api)?.Uses ?? []).ToHashSet();
        return
        [
            .. design.Resources.Where(resource =>
                resource is Api or ApiPolicy ? apis.Contains(resource.ApiId!) : used.Contains(resource.Key)
            ),
        ];
    }

    /// <summary>Calls the targets that are as designed; the others come back with what differs, and uncalled.</summary>
    /// <param name="targets">Whom to call.</param>
    /// <param name="state">The gateway as it was read, with what lies behind the targets.</param>
    /// <param name="written">What was written since, and so is as designed.</param>
    /// <param name="retry">How long to wait for what is pending.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<(ProbeTarget Target, ProbeResult Result)>> CallAsync(
        IReadOnlyList<ProbeTarget> targets,
        GatewayState state,
        IReadOnlySet<ResourceKey> written,
        ProbeRetryOptions retry,
        CancellationToken cancellationToken
    )
    {
        var judged = await Task.WhenAll(targets.Select(target => JudgeAsync(target, state, written, cancellationToken)));
        var callable = judged.Where(one => one.Refused is null).Select(one => one.Target).ToList();
        var called = new Queue<ProbeResult>(callable.Count == 0 ? [] : await CallAsync(callable, retry, cancellationToken));
        return [.. judged.Select(one => (one.Target, one.Refused ?? called.Dequeue()))];
    }

    private async Task<IReadOnlyList<ProbeResult>> CallAsync(
        IReadOnlyList<ProbeTarget> targets,
        ProbeRetryOptions retry,
        CancellationToken cancellationToken
    )
    {
        GatewayAccess access;
        try
        {
            access = await gateway.OpenAsync(cancellationToken);
        }
        catch (GatewayUnreadableException fault) when (!fault.MayPass)
        {
            return
            [
                .. targets.Select(target =>
                    Prober.Skip(
                        target,
                        CauseCode.NoSubscription,
                        $"not tested: there is no subscription to call it with ({fault.Message})",
                        $"make one whose scope is the product that the APIs are in: az rest --method put --url \"{target.Facts.Service?.Id.Value ?? "<service id>"}/subscriptions/{target.Facts.Subscription}?api-version=2024-05-01\" --body '{{ \"properties\": {{ \"displayName\": \"test calls\", \"scope\": \"/products/<product>\" }} }}'; or name another in Health.Subscription"
                    )
                ),
            ];
        }

        return await caller.CallAsync(targets, access, retry with { ReopenAsync = gateway.ReopenAsync }, cancellationToken);
    }

    private async Task<(ProbeTarget Target, ProbeResult? Refused)> JudgeAsync(
        ProbeTarget target,
        GatewayState state,
        IReadOnlySet<ResourceKey> written,
        CancellationToken cancellationToken
    )
    {
        if (caller.RouteOf(target) is not { } route)
        {
            return (target, caller.Skipped(target));
        }

        var deviations = Behind([target])
            .Where(wanted => !written.Contains(wanted.Key))
            .Select(wanted => Deviation(wanted, state))
            .OfType<GatewayDeviation>()
            .ToList();
        if (deviations.Count > 0)
        {
            return NotAsDesigned(target with { Facts = target.Facts with { Deviations = deviations } });
        }

        try
        {
            var (changed, own) = await OperationAsync(target, route, state, cancellationToken);
            var seen = target with { Facts = target.Facts with { OperationPolicy = own } };
            return changed is null ? (seen, null) : NotAsDesigned(seen with { Facts = seen.Facts with { Deviations = [changed] } });
        }
        catch (GatewayUnreadableException fault)
        {
            return (
                target,
                Prober.Skip(
                    target,
                    CauseCode.DesignUnread,
                    $"not tested: it could not be seen whether the API is as designed ({fault.Message})",
                    "give the importer's identity the roles of infra/ on the API Management service"
                )
            );
        }
    }

    private static (ProbeTarget Target, ProbeResult? Refused) NotAsDesigned(ProbeTarget target) => (target, Prober.NotAsDesigned(target));

    // Only what decides where a call goes and who may make it: a changed description stops no test.
    private GatewayDeviation? Deviation(GatewayResource wanted, GatewayState state)
    {
        var input = new PlanInput
        {
            Wanted = [],
            Found = state,
            OwnershipOf = (_, _) => Ownership.Foreign,
            Deletion = new(),
            Ignored = design.Ignored,
        };
        if (IgnoredFields.Hold(wanted, input))
        {
            return wanted is ApiPolicy kept ? Elsewhere(kept, state) : null;
        }

        if (state.Find(wanted.Key) is not { } found)
        {
            return new(wanted.Key, ChangeKind.Create, []);
        }

        var differences = Differences
            .Between(IgnoredFields.Keep(wanted, found, input), found.Resource)
            .Where(difference => Decides(wanted, difference.Field))
            .ToList();
        if (wanted is Api api)
        {
            differences.AddRange(Others(api, found, state));
        }

        return differences.Count == 0 ? null : new(wanted.Key, ChangeKind.Update, differences);
    }

    // People keep the policy, so it may do what they like; but an answer of another account proves nothing of this one.
    private GatewayDeviation? Elsewhere(ApiPolicy wanted, GatewayState state)
    {
        if (state.Find(wanted.Key)?.Resource is not ApiPolicy found)
        {
            return null;
        }

        var ours = design
            .Resources.OfType<Backend>()
            .Where(backend => wanted.Uses.Contains(backend.Key))
            .Select(backend => Plain(backend.Url))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Stranger(found, ours, state) is { } stranger
            ? new(wanted.Key, ChangeKind.Update, [new("set-backend-service", string.Join(", ", ours), stranger)])
            : null;
    }

    // Where a policy sends calls besides the backends that are ours; null when it sends them nowhere else.
    private static string? Stranger(ApiPolicy found, HashSet<string> ours, GatewayState state)
    {
        if (PolicyTargets.Of(found.Xml) is not { } targets)
        {
            return "unreadable";
        }

        if (targets.FirstOrDefault(target => Address(target, state) is not { } address || !ours.Contains(Plain(address))) is { } stranger)
        {
            return stranger.BackendId ?? "an address that is not written out, or another one";
        }

        // The calls that meet no set-backend-service go to the web service URL.
        return
            PolicyTargets.IsAlways(found.Xml)
            || (
                Uri.TryCreate((state.Find(Api.KeyFor(found.Api))?.Resource as Api)?.ServiceUrl, UriKind.Absolute, out var rest)
                && ours.Contains(Plain(rest))
            )
            ? null
            : "no backend for every call";
    }

    private static Uri? Address(PolicyTarget target, GatewayState state)
    {
        if (target.BackendId is { } id)
        {
            return (state.Find(new ResourceKey(ResourceKind.Backend, id))?.Resource as Backend)?.Url;
        }

        if (Uri.TryCreate(target.BaseUrl, UriKind.Absolute, out var address))
        {
            return address;
        }

        return null;
    }

    private static string Plain(Uri address) => address.AbsoluteUri.TrimEnd('/');

    private static IEnumerable<FieldDifference> Others(Api wanted, Observed found, GatewayState state)
    {
        if (found.OwnershipTag?.Source != wanted.OwnershipTag?.Source)
        {
            yield return new("source", wanted.OwnershipTag?.Source.Value, found.OwnershipTag?.Source.Value);
        }

        foreach (var other in state.ApisAt(wanted.Path).Where(other => other.Resource.Key != wanted.Key))
        {
            yield return new("path", wanted.Path, $"that of API {other.Resource.Key.Name}");
        }
    }

    private static bool Decides(GatewayResource wanted, string field) =>
        wanted switch
        {
            ApiPolicy => true,
            Api => field is "path" or "protocols" or "subscriptionRequired"
                || field.StartsWith("subscriptionKeyParameterNames", StringComparison.Ordinal),
            Backend => field is "url" or "credentials" or "tls.validateCertificate",
            NamedValue => field is "secret" or "keyVault.secretIdentifier",
            _ => false,
        };

    // An API that was made in this run has no policies of operations yet.
    private async Task<(GatewayDeviation? Changed, string? Own)> OperationAsync(
        ProbeTarget target,
        string route,
        GatewayState state,
        CancellationToken cancellationToken
    )
    {
        if (_apis.GetValueOrDefault(target.Api) is not { } api || state.Find(api.Key)?.Resource is not Api { Definition: { } definition })
        {
            return (null, null);
        }

        var below = $"{target.Path}/{route.Split('?')[0]}"[api.Path.Length..];
        var designed = (api.Definition?.Operations ?? []).Select(operation => operation.Route).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string? own = null;
        foreach (var operation in definition.Operations.Where(operation => Takes(operation, below)))
        {
            if (!designed.Contains(operation.Route))
            {
                return (new(api.Key, ChangeKind.Update, [new("operation", null, operation.Route)]), null);
            }

            if (await PolicyOfAsync(api.Id, operation.Name, cancellationToken) is { } xml)
            {
                own = operation.Name;
                if (Sends(xml) is { } element)
                {
                    return (
                        new(
                            ApiPolicy.KeyFor(api.Id),
                            ChangeKind.Update,
                            [new($"policy of operation {operation.Name}", null, $"<{element}>")]
                        ),
                        own
                    );
                }
            }
        }

        return (null, own);
    }

    // Deployments of one API are called by the same operations: each policy is read once.
    private Task<string?> PolicyOfAsync(string api, string operation, CancellationToken cancellationToken) =>
        _policiesOfOperations
            .GetOrAdd($"{api}/{operation}", _ => new(() => gateway.ReadOperationPolicyAsync(api, operation, cancellationToken)))
            .Value;

    private static bool Takes(ApiOperation operation, string below)
    {
        if (!string.Equals(operation.Method, "POST", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var template = operation.UrlTemplate.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var path = below.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var takesRest = template is [.., var last] && (last == "*" || last.StartsWith("{*", StringComparison.Ordinal));
        return (takesRest ? path.Length >= template.Length - 1 : path.Length == template.Length)
            && template
                .Zip(path)
                .All(pair =>
                    pair.First.Contains('{', StringComparison.Ordinal)
                    || pair.First == "*"
                    || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase)
                );
    }

    // The first element of a policy that may send a call, or what it carries, somewhere; what cannot be read counts as that.
    private static string? Sends(string xml)
    {
        try
        {
            return Walk(XDocument.Parse(xml).Root!).FirstOrDefault(element => !Harmless.Contains(element.Name.LocalName))?.Name.LocalName;
        }
        catch (XmlException)
        {
            return "unreadable";
        }
    }

    // What a call is answered with goes nowhere else.
    private static IEnumerable<XElement> Walk(XElement element) =>
        element.Name.LocalName == "return-response" ? [element] : [element, .. element.Elements().SelectMany(Walk)];
}
