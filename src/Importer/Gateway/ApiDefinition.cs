namespace Importer.Gateway;

/// <summary>What an API is imported from and the operations that come of it.</summary>
public sealed record ApiDefinition
{
    /// <summary>The OpenAPI document to import, as JSON; null on an API that was read back. Made when it is asked for, for most never are.</summary>
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
