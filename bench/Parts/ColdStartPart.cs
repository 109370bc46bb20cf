using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Bench.Clouds;
using Bench.Results;
using Bench.Running;
using LocalAzure;

namespace Bench.Parts;

/// <summary>The published executable from its start: until it answers, until it has imported, and what memory it then holds.</summary>
internal sealed class ColdStartPart : IPart
{
    public string Name => "coldstart";

    public string About => "the published executable, from process start";

    public async Task RunAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        var app = await PublishedApp.FolderAsync(options, cancellationToken);
        await using var cloud = await CloudProcess.OpenAsync(
            new CloudWish(0, 0, 0, 0), chosen => chosen with { Propagation = TimeSpan.Zero }, cancellationToken);
        using var hands = new ArmHands(cloud.Options.Arm);
        var starts = new List<Start>();
        for (var number = 0; number < options.Starts; number++)
        {
            var account = $"cold-{number:00}";
            await hands.PutAccountAsync(account, cancellationToken);
            await hands.DeployAsync(account, "gpt-4o", "gpt-4o", cancellationToken);
            starts.Add(await StartAsync(app, cloud, account, cancellationToken));
        }

        var answer = Statistics.Median(starts.Select(start => start.AnswerMs));
        var import = Statistics.Median(starts.Select(start => start.ImportMs));
        var (atRest, after) = (Statistics.Median(starts.Select(start => start.RestMb)), Statistics.Median(starts.Select(start => start.AfterMb)));
        findings.Measure(Name, "process start to first answer, median", answer, "ms");
        findings.Measure(Name, "process start to first answer, least", starts.Min(start => start.AnswerMs), "ms");
        var processor = Statistics.Median(starts.Select(start => start.ProcessorMs));
        findings.Measure(Name, "processor time until the first answer, median", processor, "ms");
        findings.Measure(Name, "process start to first import done, median", import, "ms");
        findings.Measure(Name, "memory after first answer", atRest, "MB");
        findings.Measure(Name, "memory after first import", after, "MB");
        findings.Measure(Name, "executable", new FileInfo(PublishedApp.Executable(app)).Length / 1e6, "MB");
        findings.Tell(Name, $"Cold start of the published executable ({new FileInfo(PublishedApp.Executable(app)).Length / 1e6:N0} MB), median of {starts.Count}", $"{answer:N0} ms to the first answer (least {starts.Min(start => start.AnswerMs):N0} ms, processor time {processor:N0} ms), {import:N0} ms until the first import was done (a cloud without latency)");
        findings.Tell(Name, "Memory of the process at rest", $"{atRest:N0} MB after the first answer, {after:N0} MB after the first import");
    }

    private static async Task<Start> StartAsync(string app, Cloud cloud, string account, CancellationToken cancellationToken)
    {
        var port = FreePorts.One();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromMinutes(1) };
        var began = Stopwatch.GetTimestamp();
        await using var handler = ChildProcess.Start(PublishedApp.Executable(app), [], Environment(cloud, app, port));
        handler.IgnoreOutput();
        await AnsweredAsync(client, cancellationToken);
        var answered = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var processor = handler.ProcessorTime.TotalMilliseconds;
        var atRest = ProcessMemory.Resident(handler.Id) ?? double.NaN;
        using var answer = await client.PostAsJsonAsync(new Uri("ImportDeployments", UriKind.Relative), Message(account), cancellationToken);
        answer.EnsureSuccessStatusCode();
        var imported = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return cloud.Store.Get($"{Ids.Service}/apis/{account}-openai") is null
            ? throw new InvalidOperationException($"The first import made no API: {await answer.Content.ReadAsStringAsync(cancellationToken)}")
            : new Start(answered, processor, imported, atRest, ProcessMemory.Resident(handler.Id) ?? double.NaN);
    }

    private static async Task AnsweredAsync(HttpClient client, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("", UriKind.Relative), cancellationToken);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(1, cancellationToken);
            }
        }
    }

    // What the Functions host posts for a message of the queue: text in a JSON string in a JSON string.
    private static JsonObject Message(string account)
    {
        var now = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);
        var message = new JsonObject { ["runId"] = $"run-{account}", ["scope"] = Ids.Deployment(account, "gpt-4o"), ["reason"] = "event", ["mode"] = "apply", ["insist"] = false, ["eventTime"] = now, ["receivedAt"] = now };
        return new JsonObject
        {
            ["Data"] = new JsonObject { ["message"] = JsonValue.Create(message.ToJsonString()).ToJsonString() },
            ["Metadata"] = new JsonObject { ["DequeueCount"] = "1" },
        };
    }

    private static Dictionary<string, string> Environment(Cloud cloud, string app, int port) => new()
    {
        ["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture),
        ["FUNCTIONS_APP_ROOT_PATH"] = app,
        ["Importer__ApiManagement__ServiceId"] = Ids.Service,
        ["Importer__Discovery__Scopes__0"] = Ids.Subscription,
        ["Importer__Arm__Endpoint"] = cloud.Options.Arm.AbsoluteUri.TrimEnd('/'),
        ["Importer__Reports__Container"] = new Uri(cloud.Options.Blob, "reports").AbsoluteUri,
        ["IDENTITY_ENDPOINT"] = new Uri(cloud.Options.Identity, "msi/token").AbsoluteUri,
        ["IDENTITY_HEADER"] = cloud.Tokens.IdentityHeader,
    };

    private sealed record Start(double AnswerMs, double ProcessorMs, double ImportMs, double RestMb, double AfterMb);
}
