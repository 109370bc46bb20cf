using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LocalAzure;
using LocalAzure.Tests;

namespace EndToEnd.Tests.Driving;

/// <summary>
/// A whole cloud with the real worker process, on free ports and with a data folder of its own. Tests reach it over HTTP
/// only. When it ends, every management call that it saw is judged by the published types.
/// </summary>
public abstract class CloudFixture(IReadOnlyDictionary<string, string>? settings = null) : IAsyncLifetime
{
    // Tests move the time by days, but not by years.
    private const string LeapDay = "0 0 0 29 2 *";

    private readonly ConcurrentQueue<string> _log = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("end-to-end-").FullName;
    private readonly List<HttpClient> _clients = [];
    private Cloud? _cloud;

    /// <summary>The management plane.</summary>
    public ArmDriver Arm { get; private set; } = null!;

    /// <summary>The functions, as a person calls them.</summary>
    public ImporterFunctions Importer { get; private set; } = null!;

    /// <summary>The control routes.</summary>
    public ControlDriver Control { get; private set; } = null!;

    /// <summary>The gateway, as an application calls it.</summary>
    public GatewayCaller Gateway { get; private set; } = null!;

    /// <summary>What the host and the worker wrote.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>Where blobs, queues and timers lie.</summary>
    protected string DataFolder => Path.Combine(_folder, "data");

    public async Task InitializeAsync()
    {
        var options = With(
            new LocalAzureOptions
            {
                PortBase = FreePorts.Base(),
                DataDirectory = DataFolder,
                SettingsFile = await WriteSettingsAsync(),
                OperationLength = TimeSpan.FromMilliseconds(100),
                Propagation = TimeSpan.FromMilliseconds(200),
                HostLines = _log.Enqueue,
            }
        );
        _cloud = await Cloud.StartAsync(options, CancellationToken.None);
        Control = new ControlDriver(Client(options.Arm), _log);
        Arm = new ArmDriver(Client(options.Arm));
        var keys = await Control.KeysAsync();
        Importer = new ImporterFunctions(Client(options.FunctionsHost), keys);
        Gateway = new GatewayCaller(Client(options.Gateway), await Arm.MasterKeyAsync());
    }

    /// <summary>
    /// Waits until every event has come to its end and no message is left; a message between two tries is tried at once.
    /// </summary>
    public async Task SettleAsync() => await Patience.UntilAsync("events and queues to come to rest", LookAsync, Control.TellAsync);

    /// <summary>Runs the drift check by hand, to its end.</summary>
    public Task SweepAsync() => RunToEndAsync("CheckDrift");

    /// <summary>Runs a function by hand, to its end.</summary>
    public async Task RunToEndAsync(string function)
    {
        var mark = await Control.MarkAsync();
        await Importer.RunByHandAsync(function);
        await Control.CallAsync("host", mark, call => call.Path == $"/{function}");
    }

    /// <summary>Makes models wait between the pieces of a streamed answer, on LocalAzure's time.</summary>
    public void PaceStreams(TimeSpan pace) => _cloud!.Foundry.StreamPace = pace;

    public async Task DisposeAsync()
    {
        if (_cloud is null)
        {
            return;
        }

        var calls = await Control.JournalAsync("arm");
        _clients.ForEach(client => client.Dispose());
        await _cloud.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        await PublishedTypes.JudgeAsync(calls);
    }

    /// <summary>What is different about this cloud.</summary>
    protected virtual LocalAzureOptions With(LocalAzureOptions options) => options;

    /// <summary>The management plane, as somebody else calls it: everybody has a quota of their own.</summary>
    protected ArmDriver ArmOf(string person)
    {
        var client = Client(_cloud!.Options.Arm);
        client.DefaultRequestHeaders.Authorization = new("Bearer", person);
        return new ArmDriver(client);
    }

    private async Task<string?> LookAsync()
    {
        var isDelivering = await Control.IsDeliveringAsync();
        var (visible, inWork, waiting) = await Control.RequestsAsync();
        if (isDelivering || visible + inWork > 0)
        {
            return null;
        }

        if (waiting == 0)
        {
            return "quiet";
        }

        // The try before has failed.
        await Control.SkipVisibilityTimeoutAsync();
        return null;
    }

    private HttpClient Client(Uri address)
    {
        var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(3) };
        _clients.Add(client);
        return client;
    }

    private async Task<string> WriteSettingsAsync()
    {
        // The timers stay out of the way: tests move the time, and run by hand what they want to see.
        var values = new JsonObject
        {
            ["TestCallsSchedule"] = LeapDay,
            ["DriftSchedule"] = LeapDay,
            ["HealthReportSchedule"] = LeapDay,

            // Most tests are about what goes, not about when.
            ["Importer__Deletion__After"] = "00:00:00",

            // A budget comes due over the day: with a small one rounds shortly after midnight (UTC) test only a part.
            ["Importer__Health__TokensPerDay"] = "100000000",
            ["Importer__Health__CallsPerDay"] = "10000000",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            values[name] = value;
        }

        var file = Path.Combine(_folder, "local.settings.json");
        await File.WriteAllTextAsync(file, new JsonObject { ["IsEncrypted"] = false, ["Values"] = values }.ToJsonString());
        return file;
    }
}
