using Importer.Configuration;
using Importer.Gateway;
using Importer.Planning;
using Importer.Tests.Builders;

namespace Importer.Tests.Planning;

/// <summary>Inputs of a plan, made directly: what is wanted, what is found, and whose it is.</summary>
internal static class APlan
{
    public static readonly ServiceInfo Service = new()
    {
        Id = TheSettings.Default.ServiceId,
        GatewayUrl = new("https://gateway.example"),
        Sku = "Developer",
        ProvisioningState = "Succeeded",
        PrincipalId = "11111111-1111-1111-1111-111111111111",
        LastChange = new LastChange(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), "User", "somebody"),
    };

    public static OwnershipTag Tag(string account = "contoso", string design = "d1") => new(AnAccount.Id(account), design);

    public static Api Api(string id, OwnershipTag? tag = null, string? path = null) =>
        new()
        {
            Id = id,
            DisplayName = id,
            Path = path ?? id,
            OwnershipTag = tag,
        };

    public static Backend Backend(string id, OwnershipTag? tag = null) =>
        new()
        {
            Id = id,
            Url = new($"https://{id}.openai.azure.com/openai"),
            OwnershipTag = tag,
        };

    public static NamedValue NamedValue(string id, OwnershipTag? tag = null) => new() { Id = id, OwnershipTag = tag };

    public static ApiPolicy Policy(string api, string xml = "<policies/>", params ResourceKey[] uses) =>
        new()
        {
            Api = api,
            Xml = xml,
            Uses = uses,
        };

    public static Observed Found(GatewayResource resource) =>
        new(
            resource,
            $"\"{resource.Key.Name}\"",
            resource switch
            {
                Api api => api.OwnershipTag,
                Backend backend => backend.OwnershipTag,
                NamedValue named => named.OwnershipTag,
                _ => null,
            }
        );

    public static GatewayState State(params Observed[] found) =>
        new() { Service = Service, Resources = found.ToDictionary(one => one.Resource.Key) };

    public static PlanInput Of(IReadOnlyList<GatewayResource> wanted, GatewayState found, Ownership claim = Ownership.Gone) =>
        new()
        {
            Wanted = wanted,
            Found = found,
            OwnershipOf = (_, _) => claim,
            Deletion = new DeletionRules { MaxShare = 1 },
        };

    public static PlannedStep Step(
        ChangeKind change,
        GatewayResource resource,
        IReadOnlyList<ResourceKey>? after = null,
        params FieldDifference[] differences
    ) =>
        new()
        {
            Change = change,
            Resource = resource,
            After = after ?? [],
            Differences = differences,
        };
}
