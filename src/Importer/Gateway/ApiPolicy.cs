namespace Importer.Gateway;

/// <summary>The policy of an API.</summary>
public sealed record ApiPolicy : GatewayResource
{
    /// <summary>The API it belongs to.</summary>
    public required string Api { get; init; }

    /// <summary>The policy document as it is written, or as the service gave it back.</summary>
    public required string Xml { get; init; }

    /// <summary>Backends and named values that the document names.</summary>
    public IReadOnlyList<ResourceKey> Uses { get; init; } = [];

    /// <inheritdoc/>
    public override ResourceKey Key => KeyFor(Api);

    /// <inheritdoc/>
    public override IReadOnlyList<ResourceKey> DependsOn => [Gateway.Api.KeyFor(Api), .. Uses];

    /// <inheritdoc/>
    public override string? ApiId => Api;

    /// <summary>Whether the document names a backend or a named value: in quotes (those of expressions are escaped), or in double braces.</summary>
    public bool Names(ResourceKey key) =>
        new[] { $"\"{key.Name}\"", $"&quot;{key.Name}&quot;", $"{{{{{key.Name}}}}}" }.Any(form => Xml.Contains(form, StringComparison.OrdinalIgnoreCase));

    /// <summary>The key of an API's policy.</summary>
    public static ResourceKey KeyFor(string api) => new(ResourceKind.Policy, api);
}
