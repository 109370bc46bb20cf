using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Importer.Arm;

namespace Importer.Storage;

/// <summary>Opens the report store that the settings name.</summary>
public static class DocumentStores
{
    /// <summary>A blob container for a URL, a folder for anything else.</summary>
    public static IDocumentStore Open(string container, TokenCredential credential, TimeProvider clock)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(container);
        return IsUrl(container) ? new BlobDocumentStore(new Uri(container), credential, clock) : new FolderDocumentStore(container);
    }

    /// <summary>The leases of that store: on blobs for a URL, on files for a folder.</summary>
    public static ILeases OpenLeases(string container, TokenCredential credential, TimeProvider clock)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(container);
        return IsUrl(container) ? new BlobLeases(new Uri(container), credential, clock) : new FolderLeases(container);
    }

    /// <summary>True when <paramref name="container"/> is a URL and not a folder's path.</summary>
    public static bool IsUrl(string container) =>
        Uri.TryCreate(container, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}

/// <summary>
/// Opens Azure Storage by its SDK. With an identity over https the SDK's own way is taken; over plain http, which it refuses to give a
/// token
/// to, the token goes to this machine only.
/// </summary>
public static class StorageClients
{
    // Tokens for storage: https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory
    private const string Scope = "https://storage.azure.com/.default";

    // An event must be answered within 30 s: several tries fit in.
    private static readonly TimeSpan NetworkTimeout = TimeSpan.FromSeconds(15);

    /// <summary>True when <paramref name="text"/> is a storage connection string.</summary>
    public static bool IsConnectionString(string text)
    {
        try
        {
            return new QueueServiceClient(text) is not null;
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// A queue whose messages are in base64, as the Functions host reads them by default, opened with a connection string.
    /// </summary>
    public static QueueClient Queue(string connectionString, string name) =>
        new QueueServiceClient(connectionString, QueueOptions()).GetQueueClient(name);

    /// <summary>A queue whose messages are in base64, as the Functions host reads them by default, opened with an identity.</summary>
    /// <param name="service">The queue service: https, or http on the loopback.</param>
    /// <param name="name">The queue.</param>
    /// <param name="credential">Where tokens come from.</param>
    /// <param name="clock">The clock.</param>
    public static QueueClient Queue(Uri service, string name, TokenCredential credential, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(service);
        var options = QueueOptions();
        if (service.Scheme == "https")
        {
            return new QueueServiceClient(service, credential, options).GetQueueClient(name);
        }

        options.AddPolicy(TokenPolicy.For("The queue service", service, credential, Scope, clock), HttpPipelinePosition.PerRetry);
        return new QueueServiceClient(service, options).GetQueueClient(name);
    }

    /// <summary>A container, and how a blob in it is opened.</summary>
    internal static (BlobContainerClient Container, Func<string, BlobClient> Blob) Container(
        Uri container,
        TokenCredential credential,
        TimeProvider clock,
        HttpPipelineTransport? transport
    )
    {
        var options = new BlobClientOptions();
        Configure(options);
        options.Transport = transport ?? options.Transport;
        if (container.Scheme == "https")
        {
            var client = new BlobContainerClient(container, credential, options);
            return (client, client.GetBlobClient);
        }

        options.AddPolicy(TokenPolicy.For("The report container", container, credential, Scope, clock), HttpPipelinePosition.PerRetry);

        // By its whole address: where the host is a number, the SDK would take the first part of the path for the account's name.
        var address = container.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return (
            new BlobContainerClient(container, options),
            name => new BlobClient(new Uri($"{address}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}"), options)
        );
    }

    private static QueueClientOptions QueueOptions()
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        Configure(options);
        return options;
    }

    private static void Configure(ClientOptions options)
    {
        options.Retry.NetworkTimeout = NetworkTimeout;
        options.Diagnostics.IsLoggingEnabled = false;
    }
}
