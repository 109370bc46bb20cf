using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using LocalAzure.Storage;

namespace LocalAzure.Tests.Storage;

/// <summary>A storage account for the SDKs: LocalAzure's, or Azurite's where Node and npm are there.</summary>
public sealed class StorageUnderTest : IAsyncDisposable
{
    private CloudUnderTest? _local;
    private Process? _azurite;
    private string? _folder;

    private StorageUnderTest(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    /// <summary>Both, by name; only the first where Azurite is not there, which <see cref="AzuriteFactAttribute"/> tells.</summary>
    public static TheoryData<string> All => [.. Names];

    /// <summary>The names of those that are there.</summary>
    public static IReadOnlyList<string> Names => Azurite.Missing is null ? ["LocalAzure", "Azurite"] : ["LocalAzure"];

    public static async Task<StorageUnderTest> StartAsync(string which)
    {
        if (which == "Azurite")
        {
            return await StartAzuriteAsync();
        }

        var local = await CloudUnderTest.StartAsync();
        return new StorageUnderTest(StorageAccount.ConnectionString(local.Cloud.Options)) { _local = local };
    }

    public async ValueTask DisposeAsync()
    {
        if (_local is not null)
        {
            await _local.DisposeAsync();
        }

        if (_azurite is not null)
        {
            _azurite.Kill(entireProcessTree: true);
            await _azurite.WaitForExitAsync();
            _azurite.Dispose();
            Directory.Delete(_folder!, recursive: true);
        }
    }

    private static async Task<StorageUnderTest> StartAzuriteAsync()
    {
        var ports = FreePorts.Base();
        var folder = Directory.CreateTempSubdirectory("azurite-").FullName;
        var info = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            Azurite.Script,
            "--silent",
            "--skipApiVersionCheck",
            "--disableTelemetry",
            "--location",
            folder,
            "--blobPort",
            Text(ports),
            "--queuePort",
            Text(ports + 1),
            "--tablePort",
            Text(ports + 2),
        ];
        Array.ForEach(arguments, info.ArgumentList.Add);
        var azurite = Process.Start(info);
        await UntilOpenAsync(ports);
        await UntilOpenAsync(ports + 1);
        var account = $"http://127.0.0.1:{{0}}/{StorageAccount.Name}";
        return new StorageUnderTest(
            $"DefaultEndpointsProtocol=http;AccountName={StorageAccount.Name};AccountKey={StorageAccount.WellKnownKey};"
                + $"BlobEndpoint={string.Format(CultureInfo.InvariantCulture, account, ports)};QueueEndpoint={string.Format(CultureInfo.InvariantCulture, account, ports + 1)};"
        )
        {
            _azurite = azurite,
            _folder = folder,
        };
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static async Task UntilOpenAsync(int port)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, late.Token);
                return;
            }
            catch (SocketException)
            {
                late.Token.ThrowIfCancellationRequested();
            }
        }
    }
}
