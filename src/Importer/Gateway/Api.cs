namespace Importer.Gateway;

/// <summary>An API of the gateway with its operations.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/apis</remarks>
public sealed record Api : GatewayResource
{
    /// <summary>The API's id, at most 256 characters.</summary>
    public required string Id { get; init; }

    /// <summary>The name people see, 1 to 300 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>A text for people, without the ownership tag; the ownership tag is added when it is written.</summary>
    public string Description { get; init; } = "";

    /// <summary>The ownership tag; null on an API that is not ours.</summary>
    public OwnershipTag? OwnershipTag { get; init; }

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

    /// <summary>
    /// Whether the key is taken as a bearer token too; null when that is not asked for, or the service does not say (no published type has
    /// it).
    /// </summary>
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

/// <summary>What an API is imported from and the operations that come of it.</summary>
public sealed record ApiDefinition
{
    /// <summary>
    /// The OpenAPI document to import, as JSON; null on an API that was read back. Made when it is asked for, for most never are.
    /// </summary>
    public string? OpenApi
    {
        get => Document?.Invoke();
        init => Document = value is null ? null : () => value;
    }

    /// <summary>Makes the document; null on an API that was read back.</summary>
    public Func<string>? Document { get; init; }

    /// <summary>The operations, ordered by method and template.</summary>
    public required IReadOnlyList<ApiOperation> Operations { get; init; }
}

/// <summary>What hangs on an API beside what every run reads of it; asked for only when the API is about to go, or to come back.</summary>
public sealed record ApiExtras
{
    /// <summary>The policies of single operations, by the operation's name.</summary>
    public IReadOnlyDictionary<string, string> OperationPolicies { get; init; } = new Dictionary<string, string>();

    /// <summary>The fragments that the API's policies include, by id. Others may include them too; deleting an API deletes none.</summary>
    public IReadOnlyDictionary<string, string> Fragments { get; init; } = new Dictionary<string, string>();
}

/// <summary>One operation of an API.</summary>
/// <param name="Name">The operation's resource name.</param>
/// <param name="Method">The HTTP method, upper case.</param>
/// <param name="UrlTemplate">The template below the API's path, starting with a slash.</param>
public sealed record ApiOperation(string Name, string Method, string UrlTemplate)
{
    /// <summary>The name people see; null when it was not read.</summary>
    public string? DisplayName { get; init; }

    /// <summary>A text for people; null when there is none.</summary>
    public string? Description { get; init; }

    /// <summary>The parameters, as read; empty on a wanted operation, whose document holds them.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>What identifies an operation: the service's own match when a document is imported again.</summary>
    public string Route => $"{Method} {UrlTemplate}";
}

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Type">Its type in the words of JSON schema, such as <c>string</c>.</param>
/// <param name="Required">Whether calls must give it.</param>
public sealed record ApiParameter(string Name, string In, string Type, bool Required);

/// <summary>The policy of an API.</summary>
internal sealed record ApiPolicy : GatewayResource
{
    /// <summary>The API it belongs to.</summary>
    public required string Api { get; init; }

    /// <summary>The policy document as it is written, or as the service gave it back.</summary>
    public required string Xml { get; init; }

    /// <summary>Backends and named values that the document names.</summary>
    public IReadOnlyList<ResourceKey> Uses { get; init; } = [];

    /// <summary>True for a designed document that answers every call with a refusal.</summary>
    public bool Closes { get; init; }

    /// <inheritdoc/>
    public override ResourceKey Key => KeyFor(Api);

    /// <inheritdoc/>
    public override IReadOnlyList<ResourceKey> DependsOn => [Gateway.Api.KeyFor(Api), .. Uses];

    /// <inheritdoc/>
    public override string? ApiId => Api;

    /// <summary>
    /// Whether the document names a backend or a named value: in quotes (those of expressions are escaped), or in double braces.
    /// </summary>
    public bool Names(ResourceKey key) =>
        new[] { $"\"{key.Name}\"", $"&quot;{key.Name}&quot;", $"{{{{{key.Name}}}}}" }.Any(form =>
            Xml.Contains(form, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The key of an API's policy.</summary>
    public static ResourceKey KeyFor(string api) => new(ResourceKind.Policy, api);
}

/// <summary>A tag on an API. The tag itself is made when it is missing, and never deleted: others may use it.</summary>
internal sealed record ApiTag : GatewayResource
{
    /// <summary>The tag's id, which is also the name it is made with.</summary>
    public required string Tag { get; init; }

    /// <summary>The API's id.</summary>
    public required string Api { get; init; }

    /// <inheritdoc/>
    public override ResourceKey Key => new(ResourceKind.Tag, $"{Tag}/{Api}");

    /// <inheritdoc/>
    public override IReadOnlyList<ResourceKey> DependsOn => [Gateway.Api.KeyFor(Api)];

    /// <inheritdoc/>
    public override string? ApiId => Api;
}

/// <summary>The Application Insights diagnostic of an API, without which no token metric leaves the gateway.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights#emit-custom-metrics</remarks>
public sealed record Diagnostic : GatewayResource
{
    /// <summary>The API it belongs to.</summary>
    public required string Api { get; init; }

    /// <summary>The id of the Application Insights logger; null on one that was read back without.</summary>
    public required string? Logger { get; init; }

    /// <summary>Whether metrics go out.</summary>
    public bool Metrics { get; init; } = true;

    /// <inheritdoc/>
    public override ResourceKey Key => KeyFor(Api);

    /// <inheritdoc/>
    public override IReadOnlyList<ResourceKey> DependsOn => [Gateway.Api.KeyFor(Api)];

    /// <inheritdoc/>
    public override string? ApiId => Api;

    /// <summary>The key of an API's diagnostic.</summary>
    public static ResourceKey KeyFor(string api) => new(ResourceKind.Diagnostic, api);
}

/// <summary>The policy of one operation. People make these, never the design; they come back when a withdrawn API is restored.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/apis/operations/policies</remarks>
internal sealed record OperationPolicy : GatewayResource
{
    /// <summary>The API's id.</summary>
    public required string Api { get; init; }

    /// <summary>The operation's name.</summary>
    public required string Operation { get; init; }

    /// <summary>The policy document.</summary>
    public required string Xml { get; init; }

    /// <summary>Backends and named values that the document names.</summary>
    public IReadOnlyList<ResourceKey> Uses { get; init; } = [];

    /// <inheritdoc/>
    public override ResourceKey Key => new(ResourceKind.OperationPolicy, $"{Operation}/{Api}");

    /// <inheritdoc/>
    public override IReadOnlyList<ResourceKey> DependsOn => [Gateway.Api.KeyFor(Api), .. Uses];

    /// <inheritdoc/>
    public override string? ApiId => Api;
}

/// <summary>An API's place in a product.</summary>
public sealed record ProductLink : GatewayResource
{
    /// <summary>The product's id; the product is never made by us.</summary>
    public required string Product { get; init; }

    /// <summary>The API's id.</summary>
    public required string Api { get; init; }

    /// <inheritdoc/>
    public override ResourceKey Key => new(ResourceKind.ProductLink, $"{Product}/{Api}");

    /// <inheritdoc/>
    public override IReadOnlyList<ResourceKey> DependsOn => [Gateway.Api.KeyFor(Api)];

    /// <inheritdoc/>
    public override string? ApiId => Api;
}
