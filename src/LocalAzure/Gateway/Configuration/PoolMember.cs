using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>
/// One backend of a pool; lower priority numbers go first, weights share within a priority.
/// https://learn.microsoft.com/azure/api-management/backends#load-balanced-pool
/// </summary>
internal sealed record PoolMember(string Id, int Priority, int Weight)
{
    public static PoolMember Of(JsonNode member) =>
        new(ResourceIds.Name((string?)member["id"] ?? string.Empty), (int?)member["priority"] ?? 1, (int?)member["weight"] ?? 1);
}
