using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Queues;
using Functions.Input;
using Importer.Configuration;
using Importer.Storage;

namespace Functions.Settings;

/// <summary>
/// App settings that the Functions host reads and this worker depends on: storage, schedules, and what host.json says. The host passes
/// over a schedule it cannot read and runs without that function, so they are checked here.
/// </summary>
internal sealed record AppSettings
{
    /// <summary>The app setting that names the storage account of queue and triggers.</summary>
    public const string Storage = "AzureWebJobsStorage";

    /// <summary>The schedules, by app setting.</summary>
    public IReadOnlyList<Schedule> Schedules { get; private init; } = [];

    /// <summary>After how many deliveries the host moves a message to the poison queue.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>After how long the host stops a function and this process with it.</summary>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Whether people sign in with Entra ID: the deployment asked for it, and the platform says that its authentication is on, without
    /// which
    /// anybody could claim to be somebody.
    /// </summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/app-service/reference-app-settings#authentication--authorization</remarks>
    public bool HasSignIn { get; private init; }

    /// <summary>Everything that is wrong; empty when all is well.</summary>
    public IReadOnlyList<SettingFault> Faults { get; private init; } = [];

    private string? ConnectionString { get; init; }

    private Uri? QueueService { get; init; }

    private string? ClientId { get; init; }

    /// <summary>
    /// Reads app settings, and host.json of <paramref name="folder"/>; app settings named <c>AzureFunctionsJobHost__…</c> win, as they do
    /// for the host.
    /// </summary>
    public static AppSettings Read(string folder, Func<string, string?> environment)
    {
        var faults = new List<SettingFault>();
        var host = HostJson(folder, environment);
        var connection = Given(environment(Storage));
        return new AppSettings
        {
            Schedules = [.. Schedule.Names.Select(name => Schedule.Read(name, environment(name), faults)).OfType<Schedule>()],
            MaxDequeueCount =
                int.TryParse(host("extensions:queues:maxDequeueCount"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count > 0
                    ? count
                    : 5,
            FunctionTimeout =
                TimeSpan.TryParse(host("functionTimeout"), CultureInfo.InvariantCulture, out var timeout) && timeout > TimeSpan.Zero
                    ? timeout
                    : TimeSpan.FromMinutes(10),
            HasSignIn = IsTrue(environment("ReportSignIn")) && IsTrue(environment("WEBSITE_AUTH_ENABLED")),
            ConnectionString = connection,
            QueueService = QueueServiceOf(connection, environment, faults),
            ClientId = Given(environment($"{Storage}__clientId")),
            Faults = faults,
        };
    }

    /// <summary>The queue that requests go through.</summary>
    public QueueClient OpenQueue(TokenCredential credential, TimeProvider clock)
    {
        if (ConnectionString is { } connection)
        {
            return StorageClients.Queue(connection, Queue.ImportQueue.Name);
        }

        var service = QueueService ?? throw new InvalidOperationException("The settings hold faults: nothing can be opened with them.");
        var identity = ClientId is { } id ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(id)) : credential;
        return StorageClients.Queue(service, Queue.ImportQueue.Name, identity, clock);
    }

    // https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
    private static Uri? QueueServiceOf(string? connection, Func<string, string?> environment, List<SettingFault> faults)
    {
        if (connection is not null)
        {
            if (!StorageClients.IsConnectionString(connection))
            {
                faults.Add(
                    new SettingFault(
                        Storage,
                        null,
                        "is no storage connection string; use UseDevelopmentStorage=true or one from the portal, or AzureWebJobsStorage__queueServiceUri with an identity"
                    )
                );
            }

            return null;
        }

        var address = Given(environment($"{Storage}__queueServiceUri"));
        var account = Given(environment($"{Storage}__accountName"));
        if (address is null && account is null)
        {
            faults.Add(
                new SettingFault(
                    Storage,
                    null,
                    $"is missing; give a connection string, or {Storage}__queueServiceUri or {Storage}__accountName for an identity"
                )
            );
            return null;
        }

        if (
            Uri.TryCreate(address ?? $"https://{account}.queue.core.windows.net", UriKind.Absolute, out var uri)
            && (uri.Scheme == "https" || uri is { Scheme: "http", IsLoopback: true })
        )
        {
            return uri;
        }

        faults.Add(
            new SettingFault(
                $"{Storage}__{(address is null ? "accountName" : "queueServiceUri")}",
                address ?? account,
                "is no address of a queue service; write https://<account>.queue.core.windows.net"
            )
        );
        return null;
    }

    // In JSON the keys are nested; as app settings they are joined by double underscores.
    private static Func<string, string?> HostJson(string folder, Func<string, string?> environment)
    {
        var path = Path.Combine(folder, "host.json");
        var root = File.Exists(path) && JsonText.TryParse(File.ReadAllText(path), out var parsed) ? parsed : default;
        return key =>
            environment($"AzureFunctionsJobHost__{key.Replace(":", "__", StringComparison.Ordinal)}")
            ?? TextOf(key.Split(':').Aggregate(root, JsonText.Property));
    }

    private static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString(),
            _ => null,
        };

    private static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
