using System.Globalization;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The app settings in layers: defaults, this process's environment, the settings file, and what LocalAzure must set
/// so that the handler talks to it and to nothing else.
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
            AppSettings.OfThisProcess(),
            file is null ? new Dictionary<string, string>() : AppSettings.ReadFile(file),
            Addresses(cloud));
    }

    /// <summary>What only the host process knows: the port, under the old name and the new, and the app's folder.</summary>
    /// <remarks>https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Http/HttpWorkerProcess.cs</remarks>
    public static Dictionary<string, string> ForHandler(AppSettings settings, string appFolder, int port)
    {
        var number = port.ToString(CultureInfo.InvariantCulture);
        return new Dictionary<string, string>(settings.All)
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = number,
            ["FUNCTIONS_HTTPWORKER_PORT"] = number,
            ["FUNCTIONS_APP_ROOT_PATH"] = appFolder,
            ["FUNCTIONS_WORKER_RUNTIME"] = "custom",
        };
    }

    // Used only where the settings file, the environment and the app's own importer.json say nothing.
    private static Dictionary<string, string> Defaults(string appFolder)
    {
        var own = new ConfigurationBuilder().AddJsonFile(Path.Combine(appFolder, "importer.json"), optional: true).Build();
        var defaults = new Dictionary<string, string>
        {
            ["TestCallsSchedule"] = "0 */15 * * * *",
            ["DriftSchedule"] = "0 7 * * * *",
            ["HealthReportSchedule"] = "0 0 6 * * *",
            // An executable that needs the shared runtime finds the one LocalAzure runs on.
            ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
        };
        if (own["Importer:ApiManagement:ServiceId"] is null)
        {
            defaults["Importer__ApiManagement__ServiceId"] = $"{Subscription}/resourceGroups/rg-ai/providers/Microsoft.ApiManagement/service/contoso-apim";
        }

        if (!own.GetSection("Importer:Discovery:Scopes").Exists())
        {
            defaults["Importer__Discovery__Scopes__0"] = Subscription;
        }

        return defaults;
    }

    private static Dictionary<string, string> Addresses(Cloud cloud) => new()
    {
        ["Importer__Arm__Endpoint"] = cloud.Options.Arm.AbsoluteUri.TrimEnd('/'),
        ["Importer__Reports__Container"] = new Uri(cloud.Options.Blob, "reports").AbsoluteUri,
        // The App Service shape of a managed identity:
        // https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
        ["IDENTITY_ENDPOINT"] = new Uri(cloud.Options.Identity, "msi/token").AbsoluteUri,
        ["IDENTITY_HEADER"] = cloud.Tokens.IdentityHeader,
    };

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
