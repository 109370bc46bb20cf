using System.Text.Json.Nodes;

namespace LocalAzure.State;

/// <summary>One resource as the management plane keeps it. Treat it as immutable: clone the body before editing.</summary>
public sealed record ArmResource
{
    /// <summary>The full ARM id, in the casing of the first write.</summary>
    public required string Id { get; init; }

    /// <summary>Provider and type, for example <c>Microsoft.ApiManagement/service/apis</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The last segment of the id.</summary>
    public required string Name { get; init; }

    /// <summary>The ARM document (properties, sku, identity, location, tags) without id, name, type and etag.</summary>
    public required JsonObject Body { get; init; }

    /// <summary>The entity tag with its quotes, new with every write.</summary>
    public required string ETag { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }
}
