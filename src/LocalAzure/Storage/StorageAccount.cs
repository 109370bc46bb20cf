namespace LocalAzure.Storage;

/// <summary>
/// The one storage account: blobs and queues, opened by a token of the identity endpoint or by the published development key that
/// every storage emulator has.
/// https://learn.microsoft.com/azure/storage/common/storage-use-emulator#connect-to-the-emulator-account-using-the-well-known-account-name-and-key
/// </summary>
internal static class StorageAccount
{
    public const string Name = "devstoreaccount1";

    /// <summary>Known to everybody; it guards nothing.</summary>
    public const string WellKnownKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>With both endpoints named, so that any host and SDK finds them.</summary>
    public static string ConnectionString(LocalAzureOptions options) =>
        $"DefaultEndpointsProtocol=http;AccountName={Name};AccountKey={WellKnownKey};BlobEndpoint={new Uri(options.Blob, Name)};QueueEndpoint={new Uri(options.Queue, Name)};";
}
