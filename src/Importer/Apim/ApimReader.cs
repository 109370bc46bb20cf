using System.Collections.Concurrent;
using System.Text.Json;
using Importer.Arm;
using Importer.Gateway;

namespace Importer.Apim;

/// <summary>Reads what a query asks for: lists of what there is, then of each API in question its operations, policy and links.</summary>
internal sealed class ApimReader(ArmClient arm, ApimPaths paths, ApimRoles roles, ApimUsers users, ApimGatewaySettings settings)
{
    private const string Any = "*";

    private volatile ServiceInfo? _known;

    public async Task<GatewayState> ReadAsync(GatewayQuery query, CancellationToken cancellationToken)
    {
        var apis = query.Apis is { } known ? Task.FromResult(known) : ApisAsync(cancellationToken);
        var backends = ListAsync(paths.Backends, cancellationToken);
        var products = query.Wanted.OfType<ProductLink>().Any()
            ? ListAsync(paths.Products, cancellationToken)
            : Task.FromResult<IReadOnlyList<JsonElement>>([]);
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
        var key = await settings.ReadOwnershipKey(cancellationToken);
        var wanted = query.Wanted.Select(resource => resource.Key).ToHashSet();
        Observed[] listed =
        [
            .. (await apis).Where(found => found.Resource is Api { IsCurrent: true }),
            .. (await backends).Select(one => Listed(one, ApimJson.AnyBackend(one), key)),
            .. (await named)
                .Select(one => Listed(one, ApimJson.NamedValue(one), key))
                .Where(found => found.OwnershipTag is not null || found.Unproven is not null || wanted.Contains(found.Resource.Key)),
        ];
        var resources = new ConcurrentDictionary<ResourceKey, Observed>(
            listed.DistinctBy(observed => observed.Resource.Key).Select(observed => KeyValuePair.Create(observed.Resource.Key, observed))
        );
        var roleReading = IdentityAsync(query, resources, cancellationToken);
        await Task.WhenAll(
            new ApiDetailsReader(arm, paths, this).ReadAsync(query, resources, (await tags).Count > 0, cancellationToken),
            FragmentsAsync(query, resources, cancellationToken),
            roleReading
        );
        return new()
        {
            Service = query.Service,
            Resources = resources,
            Products = [.. (await products).Select(ApimJson.Name)],
            UnreadRoles = (await roleReading).Unread,
            UnlistedRoles = (await roleReading).Unlisted,
            OutsideUsers =
                query.WithUsers && listed.Any(found => query.MayLeave(found, wanted))
                    ? await users.ReadAsync(
                        [.. (await apis).Where(found => !query.IsInQuestion(found, wanted)).Select(found => found.Resource.Key.Name)],
                        await backends,
                        cancellationToken
                    )
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
    public async Task<ServiceInfo> KnownServiceAsync(CancellationToken cancellationToken) =>
        _known ?? await ServiceAsync(cancellationToken);

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
        var query = key.Kind is ResourceKind.Policy or ResourceKind.OperationPolicy or ResourceKind.Fragment ? "?format=xml" : "";
        var answer = await arm.GetAsync(path + query, ApimPaths.ApiVersion, cancellationToken);
        return answer.Found
            ? Checked(answer.Body, Translate(key, answer.Body), await settings.ReadOwnershipKey(cancellationToken)) with
            {
                ETag = answer.ETag ?? Any,
            }
            : null;
    }

    /// <summary>Whether the resource is there now, whatever it is like.</summary>
    public async Task<bool> IsThereAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        var path = paths.Of(key) ?? throw new NotSupportedException($"{key.Kind} is not read one by one.");
        return (await arm.GetAsync(path, ApimPaths.ApiVersion, cancellationToken)).Found;
    }

    // Lists carry no entity tags.
    private static Observed Listed(JsonElement one, GatewayResource resource, OwnershipKey key) =>
        Checked(one, resource, key) with
        {
            ETag = ContentETag.Tag(key.Check(resource).Resource),
        };

    private static Observed Checked(JsonElement one, GatewayResource read, OwnershipKey key)
    {
        var (resource, unproven) = key.Check(read);
        return new(resource, null, TagOf(resource)) { Unproven = unproven, LastChange = ApimJson.LastChange(one) };
    }

    private static GatewayResource Translate(ResourceKey key, JsonElement body) =>
        key.Kind switch
        {
            ResourceKind.Api => ApimJson.Api(body),
            ResourceKind.Backend => ApimJson.AnyBackend(body),
            ResourceKind.Fragment => ApimJson.Fragment(body),
            ResourceKind.NamedValue => ApimJson.NamedValue(body),
            ResourceKind.Diagnostic => ApimJson.Diagnostic(key.Name, body),
            ResourceKind.Policy => ApimJson.Policy(key.Name, body),
            ResourceKind.OperationPolicy => new OperationPolicy
            {
                Api = ApimPaths.ApiOf(key)!,
                Operation = key.Name[..key.Name.IndexOf('/', StringComparison.Ordinal)],
                Xml = ApimJson.Policy(key.Name, body).Xml,
            },
            _ => throw new NotSupportedException($"{key.Kind} is not read one by one."),
        };

    private static OwnershipTag? TagOf(GatewayResource resource) =>
        resource switch
        {
            Api api => api.OwnershipTag,
            Backend backend => backend.OwnershipTag,
            NamedValue named => named.OwnershipTag,
            BackendPool pool => pool.OwnershipTag,
            PolicyFragment fragment => fragment.OwnershipTag,
            _ => null,
        };

    // One call a fleet; a service without any has none to read.
    private async Task FragmentsAsync(
        GatewayQuery query,
        ConcurrentDictionary<ResourceKey, Observed> resources,
        CancellationToken cancellationToken
    )
    {
        var ids = query
            .Wanted.OfType<PolicyFragment>()
            .Select(fragment => fragment.Id)
            .Concat(
                resources
                    .Values.Select(found => found.OwnershipTag)
                    .OfType<OwnershipTag>()
                    .Where(tag => tag.Fleet is not null && query.IsInScope(tag))
                    .Select(tag => FleetIds.Fragment(tag.Fleet!))
            )
            .Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (var id in ids)
        {
            if (await FindAsync(new ResourceKey(ResourceKind.Fragment, id), cancellationToken) is { } found)
            {
                resources[found.Resource.Key] = found;
            }
        }
    }

    private async Task<RoleReading> IdentityAsync(
        GatewayQuery query,
        ConcurrentDictionary<ResourceKey, Observed> resources,
        CancellationToken cancellationToken
    )
    {
        if (query.Service.PrincipalId is not { } principal)
        {
            return RoleReading.Nothing;
        }

        resources[ServiceIdentity.TheKey] = new(new ServiceIdentity(), null, null);
        var read = await roles.HeldAsync(principal, [.. query.Wanted.OfType<RoleGrant>()], cancellationToken);
        foreach (var grant in read.Held)
        {
            resources[grant.Key] = new(grant, null, null);
        }

        return read;
    }

    private async Task<IReadOnlyList<Observed>> ApisAsync(CancellationToken cancellationToken)
    {
        var key = await settings.ReadOwnershipKey(cancellationToken);
        return [.. (await ListAsync(paths.Apis, cancellationToken)).Select(one => Listed(one, ApimJson.Api(one), key))];
    }

    private Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken cancellationToken) =>
        arm.ListAsync(path, ApimPaths.ApiVersion, cancellationToken);
}
