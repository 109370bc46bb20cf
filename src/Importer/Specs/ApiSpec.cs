using System.Text;

namespace Importer.Specs;

/// <summary>What an import sends to API Management, and what it will make of it.</summary>
internal sealed record ApiSpec
{
    /// <summary>The document, minified and always written the same way (UTF-8 without byte order mark when sent).</summary>
    public required string Json { get; init; }

    /// <summary>The operations that the import makes.</summary>
    public required IReadOnlyList<SpecOperation> Operations { get; init; }

    /// <summary>The document's version, the api-version for test calls where an operation names none.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Changes whenever <see cref="Json"/> does (SHA-256, the first 16 hex digits).</summary>
    public required string Hash { get; init; }

    /// <summary>What a document amounts to.</summary>
    public static ApiSpec Of(SpecDocument document)
    {
        var json = document.ToJson();
        return new ApiSpec
        {
            Json = json,
            Operations = document.Operations,
            ApiVersion = document.Version,
            Hash = SpecHash.Of(Encoding.UTF8.GetBytes(json)),
        };
    }

    /// <inheritdoc/>
    public bool Equals(ApiSpec? other) => other?.Json == Json;

    /// <inheritdoc/>
    public override int GetHashCode() => Json.GetHashCode(StringComparison.Ordinal);
}
