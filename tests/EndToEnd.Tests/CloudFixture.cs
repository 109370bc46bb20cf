using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LocalAzure;
using LocalAzure.Tests;

namespace EndToEnd.Tests;

/// <summary>
/// A whole cloud with the real handler process, on free ports and with a data folder of its own. Tests reach it over HTTP
/// only. When it ends, every management call that it saw is judged by the published types.
/// </summary>
public abstract class CloudFixture(IReadOnlyDictionary<string, string>? settings = null) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _log = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("end-to-end-").FullName;
    private readonly List<HttpClient> _clients = [];
    private Cloud? _cloud;

    /// <summary>The management plane.</summary>
    public Arm Arm { get; private set; } = null!;

    /// <summary>The functions, as a person calls them.</summary>
    public Importer Importer { get; private set; } = null!;

    /// <summary>The control routes.</summary>
    public Control Control { get; private set; } = null!;

    /// <summary>The gateway, as an application calls it.</summary>
    public Gateway Gateway { get; private set; } = null!;

    /// <summary>What the host and the handler wrote.</summary>
    public IReadOnlyCollection<string> Log => _log;

    public async Task InitializeAsync()
    {
        var options = new LocalAzureOptions
        {
            PortBase = FreePorts.Base(),
            DataDirectory = Path.Combine(_folder, "data"),
            SettingsFile = await WriteSettingsAsync(),
            OperationLength = TimeSpan.FromMilliseconds(100),
            Propagation = TimeSpan.FromMilliseconds(200),
            HostLines = _log.Enqueue,
        };
        _cloud = await Cloud.StartAsync(options, CancellationToken.None);
        Control = new Control(Client(options.Arm), _log);
        Arm = new Arm(Client(options.Arm));
        var keys = await Control.KeysAsync();
        Importer = new Importer(Client(options.FunctionsHost), keys);
        Gateway = new Gateway(Client(options.Gateway), await Arm.MasterKeyAsync());
    }

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

    private HttpClient Client(Uri address)
    {
        var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(3) };
        _clients.Add(client);
        return client;
    }

    private async Task<string> WriteSettingsAsync()
    {
        var values = new JsonObject { ["FUNCTIONS_WORKER_RUNTIME"] = "custom" };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            values[name] = value;
        }

        var file = Path.Combine(_folder, "local.settings.json");
        await File.WriteAllTextAsync(file, new JsonObject { ["IsEncrypted"] = false, ["Values"] = values }.ToJsonString());
        return file;
    }
}
