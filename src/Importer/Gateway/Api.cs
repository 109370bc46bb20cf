namespace Importer.Gateway;

/// <summary>An API of the gateway with its operations.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/apis</remarks>
public sealed record Api : GatewayResource
{
    /// <summary>The API's id, at most 256 characters.</summary>
    public required string Id { get; init; }

    /// <summary>The name people see, 1 to 300 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>A text for people, without the mark; the mark is added when it is written.</summary>
    public string Description { get; init; } = "";

    /// <summary>The mark; null on an API that is not ours.</summary>
    public OwnershipMark? Mark { get; init; }

    /// <summary>What a detached API says of itself; null on all others.</summary>
    public DetachNote? Detached { get; init; }

    /// <summary>The path below the gateway's host, without slashes at its ends.</summary>
    public required string Path { get; init; }

    /// <summary>Whether callers need a subscription key.</summary>
    public bool SubscriptionRequired { get; init; } = true;

    /// <summary>The header that carries the subscription key.</summary>
    public string KeyHeader { get; init; } = "api-key";

    /// <summary>The query parameter that carries the subscription key.</summary>
    public string KeyQuery { get; init; } = "subscription-key";

    /// <summary>Whether the key is taken as a bearer token too; null when that is not asked for, or the service does not say (no published type has it).</summary>
    public bool? TakesKeyAsBearer { get; init; }

    /// <summary>The protocols callers may use.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = ["https"];

    /// <summary>The operations; null when they were not read.</summary>
    public ApiDefinition? Definition { get; init; }

    /// <summary>False for a revision that is not the current one.</summary>
    public bool IsCurrent { get; init; } = true;

    /// <summary>Where calls go that no policy sends elsewhere; read, never written.</summary>
    public string? ServiceUrl { get; init; }

    /// <summary>What sort of API it is: <c>http</c>, <c>soap</c>, <c>websocket</c>, <c>graphql</c>, …; read, never written.</summary>
    public string Type { get; init; } = "http";

    /// <summary>The id of the version set it belongs to; null for none. Read, never written.</summary>
    public string? VersionSet { get; init; }

    /// <inheritdoc/>
    public override ResourceKey Key => KeyFor(Id);

    /// <inheritdoc/>
    public override string? ApiId => Id;

    /// <summary>The key of an API.</summary>
    public static ResourceKey KeyFor(string id) => new(ResourceKind.Api, id);
}
