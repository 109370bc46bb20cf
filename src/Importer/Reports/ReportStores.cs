using Azure.Core;

namespace Importer.Reports;

/// <summary>Opens the report store that the settings name.</summary>
public static class ReportStores
{
    /// <summary>A blob container for a URL, a folder for anything else.</summary>
    public static IReportStore Open(string container, TokenCredential credential, TimeProvider clock)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(container);
        return IsUrl(container)
            ? new BlobReportStore(new Uri(container), credential, clock)
            : new FolderReportStore(container);
    }

    /// <summary>True when <paramref name="container"/> is a URL and not a folder's path.</summary>
    public static bool IsUrl(string container) =>
        Uri.TryCreate(container, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
