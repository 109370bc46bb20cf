using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalAzure;
using LocalAzure.Control;

namespace Bench.Clouds;

/// <summary>LocalAzure in this process, with the published app under its functions host.</summary>
internal sealed class HostedCloud : IAsyncDisposable
{
    private const string NewYear = "0 0 0 1 1 *";

    private readonly Cloud _cloud;
    private readonly string _folder;
    private readonly HttpClient _control;
    private readonly HttpClient _functions;

    private HostedCloud(Cloud cloud, string folder)
    {
        (_cloud, _folder) = (cloud, folder);
        _control = new HttpClient { BaseAddress = cloud.Options.Arm };
        _functions = new HttpClient { BaseAddress = cloud.Options.FunctionsHost, Timeout = TimeSpan.FromMinutes(3) };
        Hands = new ArmHands(cloud.Options.Arm);
    }

    public ArmHands Hands { get; }

    public LocalAzureOptions Options => _cloud.Options;

    public Journal Journal => _cloud.Journal;

    public static async Task<HostedCloud> StartAsync(string app, CancellationToken cancellationToken)
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
        await File.WriteAllTextAsync(settings, new JsonObject { ["IsEncrypted"] = false, ["Values"] = values }.ToJsonString(), cancellationToken);
        var cloud = await CloudProcess.OpenAsync(
            CloudWish.Usual, options => options with { NoFunctions = false, AppDirectory = app, SettingsFile = settings, DataDirectory = Path.Combine(folder, "data") }, cancellationToken);
        await Population.PlantAsync(cloud, CloudWish.Usual, cancellationToken);
        var hosted = new HostedCloud(cloud, folder);
        await hosted.ReadyAsync(cancellationToken);
        return hosted;
    }

    /// <summary>The records of the runs, newest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> RunsAsync(int most, CancellationToken cancellationToken)
    {
        var list = await _functions.GetFromJsonAsync<JsonObject>(new Uri($"api/runs?top={most}", UriKind.Relative), cancellationToken);
        return [.. list!["runs"]!.AsArray().Select(run => run!)];
    }

    /// <summary>True when no event is under way and no message is left.</summary>
    public async Task<bool> IsQuietAsync(CancellationToken cancellationToken)
    {
        var queues = await _control.GetFromJsonAsync<JsonObject>(new Uri("_local/queues", UriKind.Relative), cancellationToken);
        var events = await _control.GetFromJsonAsync<JsonObject>(new Uri("_local/events", UriKind.Relative), cancellationToken);
        return queues!.All(queue => queue.Key.EndsWith("-poison", StringComparison.Ordinal) || ((int)queue.Value!["visible"]! == 0 && (int)queue.Value["invisible"]! == 0))
            && events!["events"]!.AsArray().All(one => (string?)one!["state"] != "pending");
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        _functions.Dispose();
        Hands.Dispose();
        await _cloud.DisposeAsync();
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
