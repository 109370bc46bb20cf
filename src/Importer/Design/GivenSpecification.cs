namespace Importer.Design;

/// <summary>A specification of source <c>OpenApi</c>, or why there is none.</summary>
/// <param name="Content">The document's bytes; null when it could not be had.</param>
/// <param name="Problem">Why it could not be had.</param>
public sealed record GivenSpecification(BinaryData? Content, string? Problem)
{
    /// <summary>What people should know about it though it is there; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The address that a location is; null when it is a file's path.</summary>
    public static Uri? AddressOf(string location) =>
        Uri.TryCreate(location, UriKind.Absolute, out var url) && !url.IsFile ? url : null;

    /// <summary>A location as reports may show it: what stands behind the question mark can be a secret.</summary>
    public static string Shown(string location) => location.Split('?', 2) is [var place, _] ? $"{place}?…" : location;
}
