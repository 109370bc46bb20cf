using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalAzure.Arm;
using LocalAzure.Arm.ApiManagement;
using LocalAzure.Arm.Resources;
using LocalAzure.Identity;
using LocalAzure.State;

namespace LocalAzure.Compare;

/// <summary>
/// Makes the recorded calls again, in order, to a fresh cloud that holds what was there before. Operations end when the recording saw
/// them end, and time passes between any two calls, so that no answer depends on how fast this machine is.
/// </summary>
internal sealed class Replay : IDisposable
{
    // Longer than any replay: an operation ends by being told to.
    private static readonly TimeSpan Endless = TimeSpan.FromDays(20);

    private static readonly string[] Followed = ["Location", "Azure-AsyncOperation"];

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly Cloud _cloud;
    private readonly EvidenceFile _evidence;
    private readonly HttpClient _client;
    private readonly Dictionary<string, string> _tags = [];
    private readonly HashSet<string> _running = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (Uri Here, string Subject)> _polls = new(StringComparer.OrdinalIgnoreCase);

    private Replay(Cloud cloud, EvidenceFile evidence)
    {
        (_cloud, _evidence) = (cloud, evidence);
        _client = new HttpClient { BaseAddress = cloud.Options.Arm };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "replay");
    }

    /// <summary>The answers, by line; a call that cannot be made again has none.</summary>
    public static async Task<IReadOnlyDictionary<int, ReplayedAnswer>> RunAsync(
        EvidenceFile evidence,
        LocalAzureOptions options,
        CancellationToken cancellationToken
    )
    {
        await using var cloud = await Cloud.StartAsync(
            options with
            {
                NoFunctions = true,
                OperationLength = Endless,
                ArmLatency = TimeSpan.Zero,
            },
            cancellationToken
        );
        using var replay = new Replay(cloud, evidence);
        await replay.PlantAsync(cancellationToken);
        return await replay.RunAsync(cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private async Task<IReadOnlyDictionary<int, ReplayedAnswer>> RunAsync(CancellationToken cancellationToken)
    {
        var answers = new Dictionary<int, ReplayedAnswer>();
        foreach (var (at, call) in _evidence.Calls.Index())
        {
            if (call.IsForeign || call.Status is null || IsTriedAgain(at))
            {
                continue;
            }

            _cloud.Clock.Advance(Between);
            if (await AnswerAsync(call, at, cancellationToken) is { } answer)
            {
                answers[call.Line] = answer;
            }
        }

        return answers;
    }

    private async Task<ReplayedAnswer?> AnswerAsync(RecordedCall call, int at, CancellationToken cancellationToken)
    {
        if (IsPoll(call))
        {
            if (!_polls.TryGetValue(Plain(call.Address), out var poll))
            {
                return null;
            }

            await (IsOver(call) ? EndAsync(poll.Subject, cancellationToken) : Task.CompletedTask);
            return await SendAsync(call, poll.Here, cancellationToken);
        }

        foreach (var left in _polls.Where(poll => !_evidence.Calls.Skip(at).Any(later => Same(Plain(later.Address), poll.Key))).ToList())
        {
            await EndAsync(left.Value.Subject, cancellationToken);
            _polls.Remove(left.Key);
        }

        var answer = await SendAsync(call, new Uri(_cloud.Options.Arm, call.Address), cancellationToken);
        await LearnAsync(call, answer, cancellationToken);
        return answer;
    }

    // What the two sides call the same thing: entity tags and operations.
    private async Task LearnAsync(RecordedCall call, ReplayedAnswer answer, CancellationToken cancellationToken)
    {
        if (call.AnswerHeaders.GetValueOrDefault("ETag") is { } tag && answer.Headers.GetValueOrDefault("ETag") is { } here)
        {
            _tags[tag] = here;
        }

        var isPolled = false;
        if (answer.Headers.ContainsKey("Location"))
        {
            _running.Add(call.Path);
        }

        foreach (var name in Followed.Where(answer.Headers.ContainsKey))
        {
            if (call.AnswerHeaders.GetValueOrDefault(name) is { } link && Uri.TryCreate(link, UriKind.Absolute, out var recorded))
            {
                _polls[Plain(recorded.PathAndQuery)] = (new Uri(answer.Headers[name]), call.Path);
                isPolled = true;
            }
        }

        await (isPolled ? Task.CompletedTask : EndAsync(call.Path, cancellationToken));
    }

    private bool IsPoll(RecordedCall call) =>
        call.Method == "GET"
        && _evidence.Calls.Any(start => start.Line < call.Line && Links(start).Any(link => Same(link, Plain(call.Address))));

    private static IEnumerable<string> Links(RecordedCall call) =>
        Followed
            .Select(name => call.AnswerHeaders.GetValueOrDefault(name))
            .Where(link => Uri.TryCreate(link, UriKind.Absolute, out _))
            .Select(link => Plain(new Uri(link!).PathAndQuery));

    private static bool IsOver(RecordedCall call) =>
        call.Status != 202
        && (
            call.Answer is not JsonObject body
            || body["status"] is not JsonValue status
            || $"{status}" is "Succeeded" or "Failed" or "Canceled"
        );

    // Whether a bucket was empty or a resource busy is a matter of the moment: the try after it counts.
    private bool IsTriedAgain(int at)
    {
        var call = _evidence.Calls[at];
        return call.Status is 408 or 409 or 429 or >= 500
            && _evidence
                .Calls.Skip(at + 1)
                .Any(later =>
                    later.Method == call.Method && Same(later.Address, call.Address) && JsonNode.DeepEquals(later.Body, call.Body)
                );
    }

    private async Task<ReplayedAnswer> SendAsync(RecordedCall call, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), address);
        foreach (var (name, value) in call.Headers.Where(header => header.Key.StartsWith("If-", StringComparison.OrdinalIgnoreCase)))
        {
            request.Headers.TryAddWithoutValidation(name, value == "*" ? value : _tags.GetValueOrDefault(value, "*"));
        }

        request.Content = call.Body is null ? null : new StringContent(call.Body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _client.SendAsync(request, cancellationToken);
        var headers = answer
            .Headers.Concat(answer.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new((int)answer.StatusCode, headers, Body(await answer.Content.ReadAsStringAsync(cancellationToken)));
    }

    private static JsonNode? Body(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private async Task EndAsync(string subject, CancellationToken cancellationToken)
    {
        if (!_running.Remove(subject))
        {
            return;
        }

        using var body = new StringContent(
            new JsonObject { ["id"] = subject, ["state"] = "Succeeded" }.ToJsonString(),
            Encoding.UTF8,
            "application/json"
        );
        using var ended = await _client.PostAsync(new Uri("_local/state", UriKind.Relative), body, cancellationToken);
        _cloud.Clock.Advance(Between);
    }

    private async Task PlantAsync(CancellationToken cancellationToken)
    {
        foreach (var id in _evidence.Ids.Keys)
        {
            PlantScopes(id.Split('/', StringSplitOptions.RemoveEmptyEntries));
        }

        foreach (var thing in _evidence.There.OrderBy(thing => thing.Id.Length))
        {
            if (ArmPath.Parse(thing.Id)?.Type is { } type && ResourceIds.Same(type, ApiManagementTypes.Service))
            {
                Seed.PlantService(_cloud, thing.Id, thing.Body);
            }
            else
            {
                await PutAsync(thing, cancellationToken);
            }
        }
    }

    private void PlantScopes(string[] segments)
    {
        if (segments.Length < 2 || !Same(segments[0], "subscriptions"))
        {
            return;
        }

        var subscription = $"/subscriptions/{segments[1]}";
        if (_cloud.Store.Get(subscription) is null)
        {
            _cloud.Store.Put(
                subscription,
                ResourceGroups.SubscriptionType,
                new JsonObject
                {
                    ["subscriptionId"] = segments[1],
                    ["displayName"] = "Recorded",
                    ["state"] = "Enabled",
                    ["tenantId"] = TokenIssuer.TenantId,
                }
            );
        }

        if (
            segments.Length > 3
            && Same(segments[2], "resourceGroups")
            && _cloud.Store.Get($"{subscription}/resourceGroups/{segments[3]}") is null
        )
        {
            _cloud.Store.Put(
                $"{subscription}/resourceGroups/{segments[3]}",
                ResourceGroups.Type,
                new JsonObject
                {
                    ["location"] = "swedencentral",
                    ["properties"] = new JsonObject { ["provisioningState"] = "Succeeded" },
                }
            );
        }
    }

    private async Task PutAsync(RecordedResource thing, CancellationToken cancellationToken)
    {
        var call = new RecordedCall
        {
            Line = thing.Line,
            Method = "PUT",
            Path = thing.Id,
            Body = thing.Body,
        };
        var answer = await SendAsync(call, new Uri(_cloud.Options.Arm, $"{thing.Id}?api-version=2025-06-01"), cancellationToken);
        if (answer.Status >= 400)
        {
            throw new FormatException(
                $"Line {thing.Line}: LocalAzure cannot hold what was there: {answer.Body?["error"]?["message"] ?? answer.Status}"
            );
        }

        await LearnAsync(call, answer, cancellationToken);
    }

    private static string Plain(string address) => Uri.UnescapeDataString(address);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
