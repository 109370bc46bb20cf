using System.Text;
using EndToEnd.Tests.Faults;
using Importer.Apim;
using Importer.Arm;
using Importer.Configuration;
using Importer.Foundry;
using Importer.Gateway;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Runs;
using Importer.Storage;
using Importer.Tests.Fakes;
using LocalAzure;
using LocalAzure.Control;
using LocalAzure.Identity;
using LocalAzure.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace EndToEnd.Tests.Drift;

/// <summary>
/// A cloud without the function app and a reconciler on it, with settings as a file would have them. Drift checks are made
/// as <c>CheckDrift</c> makes them: a plan over everything read as a report, or a run that carries it out.
/// </summary>
public sealed class DriftBench : IAsyncDisposable
{
    /// <summary>Waiting runs on a fast clock, and so would the time that an answer may take on a busy machine.</summary>
    /// <summary>The key of ownership tags, so that a test can make genuine ones.</summary>
    public static OwnershipKey Key { get; } = new(new byte[32], "contoso-apim");

    public static ArmSettings Patient { get; } =
        new()
        {
            TryTimeout = TimeSpan.FromHours(1),
            BusyFor = TimeSpan.FromHours(1),
            OperationFor = TimeSpan.FromHours(1),
        };

    private static readonly string[] Pictured =
    [
        "Microsoft.ApiManagement/service/apis",
        "Microsoft.ApiManagement/service/apis/operations",
        "Microsoft.ApiManagement/service/apis/policies",
        "Microsoft.ApiManagement/service/apis/diagnostics",
        "Microsoft.ApiManagement/service/apis/tags",
        "Microsoft.ApiManagement/service/backends",
        "Microsoft.ApiManagement/service/products",
        "Microsoft.ApiManagement/service/products/apis",
        "Microsoft.ApiManagement/service/namedValues",
        "Microsoft.ApiManagement/service/policies",
        "Microsoft.ApiManagement/service/subscriptions",
    ];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"drift-{Guid.NewGuid():N}");
    private readonly HttpClient _http;
    private ApimGateway _gateway;
    private Reconciler _reconciler;
    private int _runs;

    private DriftBench(Cloud cloud, string settings)
    {
        Cloud = cloud;
        _http = new HttpClient { BaseAddress = cloud.Options.Arm };
        Arm = new ArmDriver(_http);
        (_gateway, _reconciler) = Build(settings);
    }

    public Cloud Cloud { get; }

    public ArmDriver Arm { get; }

    /// <summary>Everything the service holds, as text: equal texts are equal services.</summary>
    public string Picture =>
        string.Join(
            '\n',
            Pictured
                .SelectMany(Cloud.Store.OfType)
                .Select(resource => $"{resource.Id} {resource.Body.ToJsonString()}")
                .Order(StringComparer.OrdinalIgnoreCase)
        );

    /// <summary>
    /// The changes that the importer asked for since the last <see cref="Forget"/>, as <c>PUT apis/x</c>, with the status of one
    /// that was refused. A 409 is left out: the service still holds the API after an import, and the same write comes again.
    /// </summary>
    public IReadOnlyList<string> Writes =>
        [
            .. Cloud
                .Journal.Read(null)
                .Where(entry => entry is { Surface: "arm", Caller: "importer", Method: "PUT" or "PATCH" or "DELETE", Status: not 409 })
                .Select(entry => $"{entry.Method} {Short(entry)}{(entry.Status >= 400 ? $" answered {entry.Status}" : "")}"),
        ];

    /// <summary>Starts a cloud; <paramref name="settings"/> is the inside of <c>Importer</c> beside the required three.</summary>
    public static async Task<DriftBench> StartAsync(string settings) =>
        new(
            await Cloud.StartAsync(
                new LocalAzureOptions
                {
                    PortBase = FreePorts.Base(),
                    NoFunctions = true,
                    OperationLength = TimeSpan.FromMilliseconds(10),
                    Propagation = TimeSpan.FromMilliseconds(10),
                },
                CancellationToken.None
            ),
            settings
        );

    /// <summary>Goes on with other settings, as after a restart.</summary>
    public void Configure(string settings)
    {
        _gateway.Dispose();
        (_gateway, _reconciler) = Build(settings);
    }

    public void Forget() => Cloud.Journal.Clear();

    /// <summary>A check that writes nothing, or one that repairs.</summary>
    public async Task<DriftReport> CheckAsync(bool repair = false)
    {
        var run = await RunAsync(RunReason.Drift, repair ? RunMode.Apply : RunMode.Plan);
        return DriftReports.From(run, Cloud.Clock.GetUtcNow());
    }

    /// <summary>One run over everything, some time after the last: the buckets of Resource Manager are full again.</summary>
    public Task<RunReport> RunAsync(RunReason reason, RunMode mode = RunMode.Apply)
    {
        Cloud.Clock.Advance(TimeSpan.FromMinutes(1));
        return _reconciler.RunAsync(
            new ReconcileRequest
            {
                RunId = $"run-{++_runs:00000}",
                Reason = reason,
                Mode = mode,
            },
            CancellationToken.None
        );
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _gateway.Dispose();
        await Cloud.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static string Short(JournalEntry entry)
    {
        var path = entry.Path.Split('?')[0];
        if (path.Contains("/roleAssignments/", StringComparison.OrdinalIgnoreCase))
        {
            return "roleAssignments";
        }

        return path.Equals(ArmDriver.Service, StringComparison.OrdinalIgnoreCase) ? "service" : path[(ArmDriver.Service.Length + 1)..];
    }

    private (ApimGateway Gateway, Reconciler Reconciler) Build(string overlay)
    {
        var settings = Read(overlay);
        var clock = new ScaledClock(100);
        var arm = new ArmClient(
            settings.ArmEndpoint,
            settings.ArmAudience,
            new AnyToken(Cloud.Tokens.Issue(TokenIssuer.ImporterPrincipalId, settings.ArmAudience)),
            clock,
            Patient
        );
        var source = new FoundrySource(arm, NullLogger<FoundrySource>.Instance);
        var gateway = new ApimGateway(
            arm,
            new ApimGatewaySettings
            {
                Subscription = HealthSettings.UsualSubscription,
                ServiceId = settings.ServiceId,
                ReadKey = source.ReadKeyAsync,
                ReadOwnershipKey = _ => Task.FromResult(Key),
            },
            clock,
            NullLogger<ApimGateway>.Instance
        );
        var parts = new ImporterParts
        {
            Settings = settings,
            Source = source,
            Gateway = gateway,
            Store = new FolderDocumentStore(_folder),
            Http = new HttpClient(),
            Clock = clock,
        };
        return (gateway, parts.Make<Reconciler>());
    }

    // Test calls are another matter: there is no budget for them.
    private ImporterSettings Read(string overlay)
    {
        var text = $$"""
            { "Importer": {
              "ApiManagement": { "ServiceId": "{{ArmDriver.Service}}" },
              "Arm": { "Endpoint": "{{Cloud.Options.Arm}}" },
              "Discovery": { "Scopes": [ "{{ArmDriver.Subscription}}" ] },
              "Reports": { "Container": "{{_folder}}" },
              "Health": { "CallsPerDay": 0 },
              "Deletion": { "After": "00:00:00" },
              {{overlay}} } }
            """;
        var result = SettingsReader.Read(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(text))).Build());
        Assert.Empty(result.Faults);

        // A check is a plan here, and a repair does everything.
        return result.Settings! with
        {
            Drift = DriftMode.Repair,
        };
    }
}
