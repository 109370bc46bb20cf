using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Driving;

/// <summary>The control routes: what happened, what is under way, and how to disturb it.</summary>
public sealed class ControlDriver(HttpClient client, IReadOnlyCollection<string> log)
{
    private const string Requests = "import-requests";

    /// <summary>The function key and the master key, once everything is up.</summary>
    public async Task<HostKeys> KeysAsync()
    {
        var ready = await Patience.UntilAsync(
            "the worker",
            async () =>
                await client.GetAsync(Of("ready")) is { IsSuccessStatusCode: true } answer
                    ? await answer.Content.ReadFromJsonAsync<JsonObject>()
                    : null,
            TellAsync
        );
        return new HostKeys((string)ready["functionKey"]!, (string)ready["masterKey"]!);
    }

    /// <summary>Moves LocalAzure's time past the wait between two tries of a message (host.json: visibilityTimeout).</summary>
    public async Task SkipVisibilityTimeoutAsync()
    {
        using var answer = await client.PostAsJsonAsync(Of("clock"), new { advance = "PT31S" });
        Assert.True(answer.IsSuccessStatusCode);
    }

    /// <summary>Moves LocalAzure's time.</summary>
    public Task AdvanceAsync(TimeSpan by) => PostAsync("clock", new JsonObject { ["advance"] = System.Xml.XmlConvert.ToString(by) });

    /// <summary>Every matching call meets this until the faults are cleared.</summary>
    public Task BreakAsync(string surface, string pathPattern, JsonObject fault)
    {
        var rule = new JsonObject
        {
            ["surface"] = surface,
            ["pathPattern"] = pathPattern,
            ["times"] = 1_000_000,
        };
        foreach (var (name, value) in fault)
        {
            rule[name] = value?.DeepClone();
        }

        return PostAsync("faults", rule);
    }

    /// <summary>Takes all faults back.</summary>
    public async Task ClearFaultsAsync()
    {
        using var answer = await client.DeleteAsync(Of("faults"));
        Assert.True(answer.IsSuccessStatusCode);
    }

    /// <summary>The journal of a surface, from an entry on.</summary>
    public async Task<IReadOnlyList<Call>> JournalAsync(string surface, long after = 0)
    {
        var lines = await client.GetStringAsync(Of($"journal?surface={surface}&after={after}"));
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new Call(JsonNode.Parse(line)!.AsObject()))];
    }

    /// <summary>
    /// The journal once so many calls stand in it: a call that its caller gave up is written down when its surface notices, and that may
    /// be after the caller has gone on.
    /// </summary>
    public Task<IReadOnlyList<Call>> JournalAsync(string surface, long after, int atLeast) =>
        Patience.UntilAsync(
            $"{atLeast} calls on {surface}",
            async () => await JournalAsync(surface, after) is { } calls && calls.Count >= atLeast ? calls : null,
            TellAsync
        );

    /// <summary>Where the journal ends now.</summary>
    public async Task<long> MarkAsync()
    {
        var lines = await client.GetStringAsync(Of("journal?tail=1"));
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., var last]
            ? new Call(JsonNode.Parse(last)!.AsObject()).Seq
            : 0;
    }

    /// <summary>What the importer has changed since.</summary>
    public async Task<IReadOnlyList<Call>> WritesAsync(long after) =>
        [.. (await JournalAsync("arm", after)).Where(call => call.IsWriteByImporter)];

    /// <summary>Waits for a call that meets the condition.</summary>
    public Task<Call> CallAsync(string surface, long after, Func<Call, bool> isIt) =>
        Patience.UntilAsync($"a call on {surface}", async () => (await JournalAsync(surface, after)).FirstOrDefault(isIt), TellAsync);

    /// <summary>Waits for a line of the host or the worker: a run that has ended is on record before the log tells of it.</summary>
    public Task<string> LoggedAsync(string part) =>
        Patience.UntilAsync(
            $"'{part}' in the log",
            () => Task.FromResult(log.FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal))),
            TellAsync
        );

    /// <summary>How the events that follow are delivered; nothing resets.</summary>
    public Task DeliverAsync(int duplicate = 0, bool shuffle = false, int drop = 0, int? seed = null) =>
        DeliverAsync(
            new JsonObject
            {
                ["duplicate"] = duplicate,
                ["shuffle"] = shuffle,
                ["drop"] = drop,
                ["seed"] = seed,
            }
        );

    /// <summary>Says who is in a group of the directory.</summary>
    public Task KeepGroupAsync(string group, params string[] members) =>
        PostAsync(
            "groups",
            new JsonObject { ["group"] = group, ["members"] = new JsonArray([.. members.Select(member => (JsonNode)member)]) }
        );

    /// <summary>The same with every setting there is.</summary>
    public Task DeliverAsync(JsonObject settings) => PostAsync("events", settings);

    /// <summary>How many events there are in a state.</summary>
    public async Task<int> CountEventsAsync(string state) => (await EventsAsync($"?state={state}")).Count();

    /// <summary>Refuses one matching call for so many seconds, after so many that pass.</summary>
    public Task ThrottleAsync(string pathPattern, int skip, int seconds) =>
        PostAsync(
            "faults",
            new JsonObject
            {
                ["surface"] = "arm",
                ["pathPattern"] = pathPattern,
                ["skip"] = skip,
                ["status"] = 429,
                ["headers"] = new JsonObject { ["Retry-After"] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture) },
                ["body"] = new JsonObject
                {
                    ["error"] = new JsonObject { ["code"] = "TooManyRequests", ["message"] = "The request is being throttled." },
                },
            }
        );

    /// <summary>Forces a provisioning state, or ends what runs on a resource.</summary>
    public Task ForceAsync(string id, string state) => PostAsync("state", new JsonObject { ["id"] = id, ["state"] = state });

    /// <summary>SIGKILL to the worker.</summary>
    public Task KillWorkerAsync() => PostAsync("handler", new JsonObject { ["action"] = "kill" });

    /// <summary>SIGKILL to the worker, and a new one with the settings as they are now.</summary>
    public Task RestartWorkerAsync() => PostAsync("handler", new JsonObject { ["action"] = "restart" });

    /// <summary>Makes deployments fail (<c>/_local/deployments</c>).</summary>
    public Task FailDeploymentAsync(JsonObject fault) => PostAsync("deployments", fault);

    /// <summary>How the gateway behaves where no page says it; each replaces the one before, and an empty one resets.</summary>
    public Task SetGatewayAsync(JsonObject settings) => PostAsync("gateway", settings);

    /// <summary>Takes back how an account's deployments fail.</summary>
    public async Task MendDeploymentsAsync(string account)
    {
        using var answer = await client.DeleteAsync(Of($"deployments?account={account}"));
        Assert.True(answer.IsSuccessStatusCode);
    }

    /// <summary>The custom metrics that would have gone to Application Insights.</summary>
    public async Task<IReadOnlyList<JsonNode>> MetricsAsync() =>
        [.. (await client.GetFromJsonAsync<JsonObject>(Of("metrics")))!["metrics"]!.AsArray().Select(metric => metric!)];

    /// <summary>Says when a model is retired.</summary>
    public Task KeepModelAsync(JsonObject model) => PostAsync("models", model);

    /// <summary>Puts a secret into a key vault.</summary>
    public Task KeepSecretAsync(string address, string value) =>
        PostAsync("secrets", new JsonObject { ["address"] = address, ["value"] = value });

    /// <summary>Makes the next matching calls fail, or late when there is no status.</summary>
    public Task FailAsync(string surface, string pathPattern, int? status, int times = 1, int delayMs = 0, JsonObject? body = null) =>
        PostAsync(
            "faults",
            new JsonObject
            {
                ["surface"] = surface,
                ["pathPattern"] = pathPattern,
                ["times"] = times,
                ["status"] = status,
                ["body"] = body,
                ["delayMs"] = delayMs,
            }
        );

    /// <summary>Holds the next matching call up before anything is done, for longer than any test waits.</summary>
    public Task HoldAsync(string surface, string method, string pathPattern) =>
        PostAsync(
            "faults",
            new JsonObject
            {
                ["surface"] = surface,
                ["method"] = method,
                ["pathPattern"] = pathPattern,
                ["times"] = 1,
                ["delayMs"] = (int)TimeSpan.FromHours(1).TotalMilliseconds,
            }
        );

    /// <summary>SIGKILL to the worker right after the work of a call is done, before anybody hears of it.</summary>
    public Task KillAfterAsync(string method, string pathPattern, int skip = 0) =>
        PostAsync(
            "faults",
            new JsonObject
            {
                ["surface"] = "arm",
                ["method"] = method,
                ["pathPattern"] = pathPattern,
                ["kill"] = true,
                ["skip"] = skip,
            }
        );

    /// <summary>Waits until a call is held.</summary>
    public Task HeldAsync() =>
        Patience.UntilAsync(
            "a call to be held",
            async () => (await client.GetFromJsonAsync<JsonObject>(Of("faults")))!["faults"]!.AsArray().Count == 0 ? "held" : null,
            TellAsync
        );

    /// <summary>How many messages wait to be worked, are in work, and wait for another try.</summary>
    public async Task<(int Visible, int InWork, int Waiting)> RequestsAsync()
    {
        var counts = (await client.GetFromJsonAsync<JsonObject>(Of("queues")))![Requests]!;
        var inWork = (int)counts["inWork"]!;
        return ((int)counts["visible"]!, inWork, (int)counts["invisible"]! - inWork);
    }

    /// <summary>How many messages were given up.</summary>
    public async Task<int> PoisonAsync() =>
        (int)(await client.GetFromJsonAsync<JsonObject>(Of("queues")))![$"{Requests}-poison"]!["visible"]!;

    /// <summary>True while Event Grid still tries to deliver something.</summary>
    public async Task<bool> IsDeliveringAsync() => (await EventsAsync("?state=pending")).Any();

    /// <summary>The state of affairs in words.</summary>
    public async Task<string> TellAsync() =>
        $"""
            queues: {await client.GetStringAsync(Of("queues"))}
            events: {string.Join('\n', (await EventsAsync()).TakeLast(10).Select(one => $"{one["state"]} {one["subject"]}"))}
            log: {string.Join('\n', log.TakeLast(25))}
            """;

    private static Uri Of(string route) => new($"_local/{route}", UriKind.Relative);

    private async Task<IEnumerable<JsonNode>> EventsAsync(string query = "") =>
        (await client.GetFromJsonAsync<JsonObject>(Of($"events{query}")))!["events"]!.AsArray().Select(one => one!);

    private async Task PostAsync(string route, JsonObject body)
    {
        using var answer = await client.PostAsJsonAsync(Of(route), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
