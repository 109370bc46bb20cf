using LocalAzure.Storage;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The app settings in layers: defaults, those of the options, this process's environment, the settings file, and what LocalAzure must set
/// so that the worker talks to it and to nothing else.
/// </summary>
internal static class LocalSettings
{
    private const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";

    private const string SampleFile = "local.settings.sample.json";

    public static AppSettings Of(Cloud cloud)
    {
        var file = cloud.Options.SettingsFile ?? FindSample();
        return new AppSettings(
            Defaults(cloud.Options.AppDirectory),
            cloud.Options.Settings,
            AppSettings.OfThisProcess(),
            file is null ? new Dictionary<string, string>() : AppSettings.ReadFile(file),
            Addresses(cloud)
        );
    }

    /// <summary>What the host itself adds for its worker.</summary>
    /// <remarks>https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Rpc/RpcWorkerProcess.cs</remarks>
    public static Dictionary<string, string> ForWorker(AppSettings settings, string appFolder) =>
        new(settings.All)
        {
            ["FUNCTIONS_APPLICATION_DIRECTORY"] = appFolder,
            ["FUNCTIONS_WORKER_DIRECTORY"] = appFolder,
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            ["DOTNET_NOLOGO"] = "true",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "true",
            ["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "true",
        };

    /// <summary>What any host on this machine gives its app, so that the app works against this cloud.</summary>
    public static Dictionary<string, string> Addresses(Cloud cloud) =>
        new()
        {
            ["AzureWebJobsStorage"] = StorageAccount.ConnectionString(cloud.Options),
            ["Importer__Arm__Endpoint"] = cloud.Options.Arm.AbsoluteUri.TrimEnd('/'),
            // With the account's name: where the host of an address is a number, the storage SDK takes the first part of the path for it.
            ["Importer__Reports__Container"] = new Uri(cloud.Options.Blob, $"{StorageAccount.Name}/reports").AbsoluteUri,
            // The App Service shape of a managed identity:
            // https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
            ["IDENTITY_ENDPOINT"] = new Uri(cloud.Options.Identity, "msi/token").AbsoluteUri,
            ["IDENTITY_HEADER"] = cloud.Tokens.IdentityHeader,
        };

    // Used only where the settings file, the environment and the app's own importer.json say nothing.
    private static Dictionary<string, string> Defaults(string appFolder)
    {
        var own = new ConfigurationBuilder().AddJsonFile(Path.Combine(appFolder, "importer.json"), optional: true).Build();
        var defaults = new Dictionary<string, string>
        {
            ["TestCallsSchedule"] = "0 */15 * * * *",
            ["DriftSchedule"] = "0 7 * * * *",
            ["HealthReportSchedule"] = "0 0 6 * * *",
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
            // An executable that needs the shared runtime finds the one LocalAzure runs on.
            ["DOTNET_ROOT"] = Path.GetFullPath(
                Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")
            ),
        };
        if (own["Importer:ApiManagement:ServiceId"] is null)
        {
            defaults["Importer__ApiManagement__ServiceId"] =
                $"{Subscription}/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim";
        }

        if (!own.GetSection("Importer:Discovery:Scopes").Exists())
        {
            defaults["Importer__Discovery__Scopes__0"] = Subscription;
        }

        return defaults;
    }

    private static string? FindSample()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, SampleFile);
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }
}
