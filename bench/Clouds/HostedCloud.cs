using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Bench.Running;
using LocalAzure;
using LocalAzure.Control;

namespace Bench.Clouds;

/// <summary>LocalAzure in this process, with the published app under its functions host.</summary>
internal sealed class HostedCloud : IAsyncDisposable
{
    private const string NewYear = "0 0 0 1 1 *";

    private readonly string _folder;
    private readonly string _worker;
    private readonly HttpClient _control;
    private readonly HttpClient _functions;

    private HostedCloud(Cloud cloud, string folder, string app)
    {
        (Cloud, _folder, _worker) = (cloud, folder, app);
        _control = new HttpClient { BaseAddress = cloud.Options.Arm };
        _functions = new HttpClient { BaseAddress = cloud.Options.FunctionsHost, Timeout = TimeSpan.FromMinutes(3) };
        Arm = new ArmCalls(cloud.Options.Arm);
    }

    public ArmCalls Arm { get; }

    public LocalAzureOptions Options => Cloud.Options;

    /// <summary>The cloud itself, for what no route gives.</summary>
    public Cloud Cloud { get; }

    public Journal Journal => Cloud.Journal;

    /// <summary>The usual cloud, with the published app.</summary>
    public static async Task<HostedCloud> StartAsync(BenchOptions options, CancellationToken cancellationToken) =>
        await StartAsync(await PublishedApp.FolderAsync(options, cancellationToken), CloudOptions.Usual, [], cancellationToken);

    /// <summary>A cloud of another pace, or with other settings.</summary>
    public static async Task<HostedCloud> StartAsync(
        string app,
        CloudOptions chosen,
        IReadOnlyList<(string Name, string Value)> more,
        CancellationToken cancellationToken
    )
    {
        var folder = Directory.CreateTempSubdirectory("bench-").FullName;
        var settings = Path.Combine(folder, "local.settings.json");
        var values = new JsonObject
        {
            // The timers stay out of the way.
            ["TestCallsSchedule"] = NewYear,
            ["DriftSchedule"] = NewYear,
            ["HealthReportSchedule"] = NewYear,
            ["Importer__Health__TokensPerDay"] = "100000000",
        };
        foreach (var (name, value) in more)
        {
            values[name] = value;
        }

        await File.WriteAllTextAsync(
            settings,
            new JsonObject { ["IsEncrypted"] = false, ["Values"] = values }.ToJsonString(),
            cancellationToken
        );
        var cloud = await CloudProcess.OpenAsync(
            chosen,
            options =>
                options with
                {
                    NoFunctions = false,
                    AppDirectory = app,
                    SettingsFile = settings,
                    DataDirectory = Path.Combine(folder, "data"),
                },
            cancellationToken
        );
        await Population.PlantAsync(cloud, chosen, cancellationToken);
        var hosted = new HostedCloud(cloud, folder, app);
        await hosted.ReadyAsync(cancellationToken);
        return hosted;
    }

    /// <summary>The records of the runs, newest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> RunsAsync(int most, CancellationToken cancellationToken)
    {
        var list = await _functions.GetFromJsonAsync<JsonObject>(new Uri($"api/runs?top={most}", UriKind.Relative), cancellationToken);
        return [.. list!["runs"]!.AsArray().Select(run => run!)];
    }

    /// <summary>Kills the worker; the process that the host starts in its place.</summary>
    public async Task<Process> RestartWorkerAsync(CancellationToken cancellationToken)
    {
        var before = Workers();
        using var body = new StringContent("""{"action":"kill"}""");
        using var killed = await _control.PostAsync(new Uri("_local/handler", UriKind.Relative), body, cancellationToken);
        killed.EnsureSuccessStatusCode();
        while (true)
        {
            if (Workers().Except(before).ToList() is [var started])
            {
                return Process.GetProcessById(started);
            }

            await Task.Delay(1, cancellationToken);
        }
    }

    /// <summary>Asks the app until it has answered; the host lets calls wait while the worker starts.</summary>
    public async Task AnswerAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await _functions.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until no event is under way and no message is left.</summary>
    public async Task QuietAsync(CancellationToken cancellationToken)
    {
        while (!await IsQuietAsync(cancellationToken))
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>True when no event is under way and no message is left.</summary>
    public async Task<bool> IsQuietAsync(CancellationToken cancellationToken)
    {
        var queues = await _control.GetFromJsonAsync<JsonObject>(new Uri("_local/queues", UriKind.Relative), cancellationToken);
        var events = await _control.GetFromJsonAsync<JsonObject>(new Uri("_local/events", UriKind.Relative), cancellationToken);
        return queues!.All(queue =>
                queue.Key.EndsWith("-poison", StringComparison.Ordinal)
                || ((int)queue.Value!["visible"]! == 0 && (int)queue.Value["invisible"]! == 0)
            ) && events!["events"]!.AsArray().All(one => (string?)one!["state"] != "pending");
    }

    /// <summary>The most memory that its workers held, in megabytes; null where the system does not say.</summary>
    public double? WorkersPeak() => Workers().Max(ProcessMemory.Peak);

    /// <summary>Does something of which the app hears nothing: its events are lost.</summary>
    public async Task UnheardAsync(Func<Task> doing, CancellationToken cancellationToken)
    {
        await DeliverAsync(new JsonObject { ["drop"] = int.MaxValue });
        await doing();
        await DeliverAsync([]);

        async Task DeliverAsync(JsonObject settings)
        {
            using var body = JsonContent.Create(settings);
            using var answer = await _control.PostAsync(new Uri("_local/events", UriKind.Relative), body, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Asks the app for a run, over a scope or over everything.</summary>
    public async Task ImportAsync(string? scope, CancellationToken cancellationToken)
    {
        using var body = JsonContent.Create(scope is null ? [] : new JsonObject { ["scope"] = scope });
        using var answer = await _functions.PostAsync(new Uri("api/import", UriKind.Relative), body, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What the app answers.</summary>
    public async Task<JsonNode> AskAsync(string path, CancellationToken cancellationToken) =>
        (await _functions.GetFromJsonAsync<JsonObject>(new Uri(path, UriKind.Relative), cancellationToken))!;

    /// <summary>When events about a resource were raised, on LocalAzure's clock.</summary>
    public async Task<ILookup<string, DateTimeOffset>> EventTimesAsync(CancellationToken cancellationToken)
    {
        var events = await _control.GetFromJsonAsync<JsonObject>(new Uri("_local/events", UriKind.Relative), cancellationToken);
        return events!["events"]!
            .AsArray()
            .ToLookup(
                one => (string)one!["subject"]!,
                one => DateTimeOffset.Parse((string)one!["time"]!, CultureInfo.InvariantCulture),
                StringComparer.OrdinalIgnoreCase
            );
    }

    /// <summary>
    /// Waits until no event is under way and no message is left; for one that waits for its time, LocalAzure's time is moved.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (!await IsQuietAsync(cancellationToken))
        {
            if (await IsWaitingAsync(cancellationToken))
            {
                Cloud.Clock.Advance(TimeSpan.FromSeconds(31));
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    // Nothing is delivered or worked on, and a message is there that is not due.
    private async Task<bool> IsWaitingAsync(CancellationToken cancellationToken)
    {
        var queues = await _control.GetFromJsonAsync<JsonObject>(new Uri("_local/queues", UriKind.Relative), cancellationToken);
        var pending = await _control.GetFromJsonAsync<JsonObject>(
            new Uri("_local/events?state=pending", UriKind.Relative),
            cancellationToken
        );
        return pending!["events"]!.AsArray().Count == 0
            && queues!.All(queue =>
                queue.Key.EndsWith("-poison", StringComparison.Ordinal) || (int)queue.Value!["visible"]! + (int)queue.Value["inWork"]! == 0
            )
            && queues!.Any(queue => (int)queue.Value!["invisible"]! > 0);
    }

    // This cloud's workers: the processes that a Functions host started in the app's folder, as the system lists them (/proc is Linux).
    private List<int> Workers() =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(Path.GetFileName)
                .Where(name => int.TryParse(name, out _) && IsWorker(name!))
                .Select(id => int.Parse(id!, CultureInfo.InvariantCulture)),
        ];

    private bool IsWorker(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains("--functions-worker-id", StringComparison.Ordinal)
                && File.ResolveLinkTarget($"/proc/{process}/cwd", returnFinalTarget: false)?.FullName == _worker;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        _functions.Dispose();
        Arm.Dispose();
        await Cloud.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var ready = await _control.GetAsync(new Uri("_local/ready", UriKind.Relative), cancellationToken);
            if (ready.IsSuccessStatusCode)
            {
                var keys = await ready.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
                _functions.DefaultRequestHeaders.Add("x-functions-key", (string)keys!["functionKey"]!);
                return;
            }

            await Task.Delay(50, cancellationToken);
        }
    }
}
