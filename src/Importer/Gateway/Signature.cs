namespace Importer.Gateway;

/// <summary>
/// Only the words and the mark of a resource, to be written without touching anything else of it. Takes an API, a backend
/// or a named value that is there.
/// </summary>
/// <param name="Of">The resource as it was found, with the mark (or without one) that it is to carry.</param>
public sealed record Signature(GatewayResource Of) : GatewayResource
{
    /// <inheritdoc/>
    public override ResourceKey Key => Of.Key;

    /// <inheritdoc/>
    public override string? ApiId => Of.ApiId;
}
