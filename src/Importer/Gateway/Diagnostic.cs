namespace Importer.Gateway;

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
