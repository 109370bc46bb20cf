using System.Collections.Concurrent;
using System.Text.Json;
using Importer.Arm;
using Importer.Gateway;

namespace Importer.Apim;

/// <summary>Reads what a query asks for: lists of what there is, then of each API in question its operations, policy and links.</summary>
internal sealed class ApimReader(ArmClient arm, ApimPaths paths, ApimRoles roles, ApimUsers users)
{
    private const string Any = "*";

    private volatile ServiceInfo? _known;

    public async Task<GatewayState> ReadAsync(GatewayQuery query, CancellationToken cancellationToken)
    {
        var apis = query.Apis is { } known ? Task.FromResult(known) : ApisAsync(cancellationToken);
        var backends = ListAsync(paths.Backends, cancellationToken);
        var products = query.Wanted.OfType<ProductLink>().Any() ? ListAsync(paths.Products, cancellationToken) : Task.FromResult<IReadOnlyList<JsonElement>>([]);
        var named = ListAsync(paths.NamedValues, cancellationToken);
        var tags = query.WithTags ? ListAsync(paths.Tags, cancellationToken) : Task.FromResult<IReadOnlyList<JsonElement>>([]);
        var lists = Task.WhenAll(apis, backends, products, named, tags);
        await lists.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (lists.IsFaulted && !query.Service.IsReady)
        {
            // A service that is being made or moved answers its own lists with errors; that it is not ready says it all.
            return new() { Service = query.Service, Resources = new Dictionary<ResourceKey, Observed>() };
        }

        await lists;
        var wanted = query.Wanted.Select(resource => resource.Key).ToHashSet();
        Observed[] listed =
        [
            .. (await apis).Where(found => found.Resource is Api { IsCurrent: true }),
            .. (await backends).Select(one => Listed(one, ApimJson.Backend, backend => backend.Mark)),
            .. (await named).Select(one => Listed(one, ApimJson.NamedValue, value => value.Mark)).Where(found => found.Mark is not null || wanted.Contains(found.Resource.Key)),
        ];
        var resources = new ConcurrentDictionary<ResourceKey, Observed>(listed.DistinctBy(observed => observed.Resource.Key).Select(observed => KeyValuePair.Create(observed.Resource.Key, observed)));
        await Task.WhenAll(
            new ApimFullReader(arm, paths, this).ReadAsync(query, resources, (await tags).Count > 0, cancellationToken),
            IdentityAsync(query, resources, cancellationToken));
        return new()
        {
            Service = query.Service,
            Resources = resources,
            Products = [.. (await products).Select(ApimJson.Name)],
            OutsideUsers = query.WithUsers && listed.Any(found => query.MayLeave(found, wanted))
                ? await users.ReadAsync([.. (await apis).Where(found => !query.IsInQuestion(found, wanted)).Select(found => found.Resource.Key.Name)], await backends, cancellationToken)
                : [],
        };
    }

    /// <summary>Every API with its revisions; none of a service that is not ready and does not answer.</summary>
    public async Task<IReadOnlyList<Observed>> ListApisAsync(ServiceInfo service, CancellationToken cancellationToken)
    {
        try
        {
            return await ApisAsync(cancellationToken);
        }
        catch (ArmException) when (!service.IsReady)
        {
            return [];
        }
    }

    /// <summary>The service as it was last read; read now if it was not.</summary>
    public async Task<ServiceInfo> KnownServiceAsync(CancellationToken cancellationToken) => _known ?? await ServiceAsync(cancellationToken);

    /// <summary>The service, read now.</summary>
    public async Task<ServiceInfo> ServiceAsync(CancellationToken cancellationToken)
    {
        var answer = await arm.RequireAsync(paths.Service, ApimPaths.ApiVersion, cancellationToken);
        return _known = ApimJson.Service(paths.ServiceId, answer.Body);
    }

    /// <summary>Makes the next look at the service a fresh one.</summary>
    public void ForgetService() => _known = null;

    /// <summary>One resource as it is now, with its real entity tag; null when there is none.</summary>
    public async Task<Observed?> FindAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        var path = paths.Of(key) ?? throw new NotSupportedException($"{key.Kind} is not read one by one.");
        var query = key.Kind is ResourceKind.Policy or ResourceKind.OperationPolicy ? "?format=xml" : "";
        var answer = await arm.GetAsync(path + query, ApimPaths.ApiVersion, cancellationToken);
        return answer.Found ? Translate(key, answer) : null;
    }

    private static Observed Listed<T>(JsonElement one, Func<JsonElement, T> translate, Func<T, OwnershipMark?> markOf)
        where T : GatewayResource
    {
        var resource = translate(one);
        return new(resource, ApimSeen.Tag(resource), markOf(resource)) { LastChange = ApimJson.LastChange(one) };
    }

    private static Observed Translate(ResourceKey key, ArmResponse answer) => Bare(key, answer) with { LastChange = ApimJson.LastChange(answer.Body) };

    private static Observed Bare(ResourceKey key, ArmResponse answer) => key.Kind switch
    {
        ResourceKind.Api when ApimJson.Api(answer.Body) is var api => new(api, answer.ETag ?? Any, api.Mark),
        ResourceKind.Backend when ApimJson.Backend(answer.Body) is var backend => new(backend, answer.ETag ?? Any, backend.Mark),
        ResourceKind.NamedValue when ApimJson.NamedValue(answer.Body) is var named => new(named, answer.ETag ?? Any, named.Mark),
        ResourceKind.Diagnostic => new(ApimJson.Diagnostic(key.Name, answer.Body), answer.ETag ?? Any, null),
        ResourceKind.OperationPolicy => new(new OperationPolicy { Api = ApimPaths.ApiOf(key)!, Operation = key.Name[..key.Name.IndexOf('/', StringComparison.Ordinal)], Xml = ApimJson.Policy(key.Name, answer.Body).Xml }, answer.ETag ?? Any, null),
        ResourceKind.Policy => new(ApimJson.Policy(key.Name, answer.Body), answer.ETag ?? Any, null),
        _ => throw new NotSupportedException($"{key.Kind} is not read one by one."),
    };

    private async Task IdentityAsync(GatewayQuery query, ConcurrentDictionary<ResourceKey, Observed> resources, CancellationToken cancellationToken)
    {
        if (query.Service.PrincipalId is not { } principal)
        {
            return;
        }

        resources[ServiceIdentity.TheKey] = new(new ServiceIdentity(), null, null);
        foreach (var grant in await roles.HeldAsync(principal, [.. query.Wanted.OfType<RoleGrant>()], cancellationToken))
        {
            resources[grant.Key] = new(grant, null, null);
        }
    }

    private async Task<IReadOnlyList<Observed>> ApisAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(paths.Apis, cancellationToken)).Select(one => Listed(one, ApimJson.Api, api => api.Mark))];

    private Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken cancellationToken) =>
        arm.ListAsync(path, ApimPaths.ApiVersion, cancellationToken);
}
