using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Smoke.Evidence;

/// <summary>
/// Writes every call to Resource Manager and its answer as a line of JSON, as soon as it is answered, with names, ids and secrets replaced.
/// What the run did not make and was not pointed at is left out, and said to be.
/// </summary>
internal sealed partial class EvidenceRecorder : DelegatingHandler
{
    private static readonly string[] Asked = ["If-Match", "If-None-Match"];
    private static readonly string[] Answered =
    [
        "Content-Type",
        "ETag",
        "Location",
        "Azure-AsyncOperation",
        "Retry-After",
        "WWW-Authenticate",
    ];

    private static readonly string[] Followed = ["Location", "Azure-AsyncOperation"];

    private static readonly TimeSpan WriteTimeout = TimeSpan.FromMinutes(2);

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TextWriter _lines;
    private readonly Redactor _redactor;
    private readonly HashSet<string> _there;
    private readonly HashSet<string> _made = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _described = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _operations = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _links = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A recorder on the way to the network.</summary>
    /// <param name="network">The way on.</param>
    /// <param name="lines">Where lines go.</param>
    /// <param name="redactor">What replaces names.</param>
    /// <param name="there">The ids of what the run was pointed at.</param>
    public EvidenceRecorder(HttpMessageHandler network, TextWriter lines, Redactor redactor, IEnumerable<string> there)
        : base(network)
    {
        (_lines, _redactor) = (lines, redactor);
        _there = new HashSet<string>(there, StringComparer.OrdinalIgnoreCase);
        foreach (var id in _there)
        {
            redactor.Learn(id);
        }

        Write(new JsonObject { ["evidence"] = 1 });
    }

    /// <summary>What the run is doing, for the lines that follow.</summary>
    public string Step { get; set; } = "";

    /// <summary>How many calls were written, by method.</summary>
    public IDictionary<string, int> Calls { get; } = new SortedDictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Operations that were started and not seen to end, as paths with their queries.</summary>
    public IReadOnlyCollection<string> Running => _operations;

    /// <summary>Says that a resource is one that the run may look at closely.</summary>
    public void Watch(string id) => _there.Add(id);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);

        // A write that was sent is waited for, whoever wants to stop: else nobody would know whether it was done.
        using var patience = new CancellationTokenSource(WriteTimeout);
        var stop = request.Method == HttpMethod.Get ? cancellationToken : patience.Token;
        HttpResponseMessage? answer = null;
        try
        {
            answer = await base.SendAsync(request, stop);
            await answer.Content.LoadIntoBufferAsync(stop);
            return answer;
        }
        finally
        {
            await NoteAsync(request, body, answer);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gate.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task NoteAsync(HttpRequestMessage request, string? body, HttpResponseMessage? answer)
    {
        var text = answer is null ? "" : await answer.Content.ReadAsStringAsync();
        await _gate.WaitAsync();
        try
        {
            Calls[request.Method.Method] = Calls.TryGetValue(request.Method.Method, out var count) ? count + 1 : 1;
            var address = request.RequestUri!.PathAndQuery;
            var call = new Call(
                request.Method.Method,
                Uri.UnescapeDataString(request.RequestUri.AbsolutePath),
                address,
                request.Method == HttpMethod.Get && _links.Contains(address)
            );
            Note(call, request, Parse(body), (answer, Parse(text)));
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Note(Call call, HttpRequestMessage request, JsonNode? body, (HttpResponseMessage? Message, JsonNode? Body) answer)
    {
        var line = new JsonObject
        {
            ["step"] = Step,
            ["method"] = call.Method,
            ["path"] = PathOf(call),
            ["query"] = _redactor.Query(request.RequestUri!.Query.TrimStart('?')),
            ["headers"] = Headers(Asked, name => request.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null),
            ["body"] = _redactor.Own(body),
        };
        if (answer.Message is { } message)
        {
            Follow(call, message, answer.Body);
            Spare(answer.Body);
            line["status"] = (int)message.StatusCode;
            line["answerHeaders"] = Headers(Answered, name => HeaderOf(message, name));
            Describe(call, answer.Body, line);
        }

        Write(line);
    }

    // Of an operation's address only the way is told, as in the link that led there.
    private string PathOf(Call call) => call.IsPoll ? _redactor.Link(call.Path) : _redactor.Text(call.Path);

    private void Follow(Call call, HttpResponseMessage message, JsonNode? answer)
    {
        if (call.IsPoll)
        {
            var isOver =
                message.StatusCode != HttpStatusCode.Accepted
                && (answer as JsonObject)?["status"]?.ToString() is null or "Succeeded" or "Failed" or "Canceled";
            _operations.RemoveWhere(operation => isOver && IdOf(operation) == IdOf(call.Address));
        }
        else if (Links(message) is { Count: > 0 } links)
        {
            _links.UnionWith(links);
            _operations.Add(links[0]);
        }
    }

    // Where an operation is followed; its result stands at the first.
    private static IReadOnlyList<string> Links(HttpResponseMessage message) =>
        [
            .. Followed
                .Select(name => Uri.TryCreate(HeaderOf(message, name), UriKind.Absolute, out var address) ? address.PathAndQuery : null)
                .OfType<string>(),
        ];

    private void Describe(Call call, JsonNode? answer, JsonObject line)
    {
        if (call.Method == "PUT" && (int?)line["status"] < 300)
        {
            _made.Add(call.Path);
        }

        var isOurs = call.IsPoll || call.Method == "PUT" || IsMade(call.Path);
        switch (answer)
        {
            case var _ when !isOurs && IsForeign(call.Path):
                line["foreign"] = true;
                break;
            case JsonObject page when page["value"] is JsonArray items:
                Page(page, items, line);
                break;
            case JsonObject error when error.ContainsKey("error"):
                line["answer"] = _redactor.Own(answer);
                break;
            case not null when call.Method == "POST":
                Forbid(answer);
                line["answer"] = _redactor.Secret(answer);
                break;
            case not null when isOurs:
                line["answer"] = _redactor.Own(answer);
                break;
            case JsonObject thing when _there.Contains(call.Path):
                Tell(call.Path, thing, line);
                line["answer"] = _redactor.There(answer);
                break;
            case null:
                break;
            default:
                line["foreign"] = true;
                break;
        }
    }

    private bool IsMade(string id) =>
        _made.Contains(id) || _made.Any(made => id.StartsWith($"{made}/", StringComparison.OrdinalIgnoreCase));

    // Below the service or the account, and neither a list, nor the run's own, nor what it was pointed at.
    private bool IsForeign(string path)
    {
        var place = _there.FirstOrDefault(place => path.StartsWith($"{place}/", StringComparison.OrdinalIgnoreCase));
        return place is not null && !_there.Contains(path) && path[(place.Length + 1)..].Split('/') is [not "providers", _, ..];
    }

    private void Page(JsonObject page, JsonArray items, JsonObject line)
    {
        var kept = new JsonArray();
        foreach (var item in items)
        {
            var id = (item as JsonObject)?["id"]?.ToString() ?? "";
            if (IsMade(id))
            {
                kept.Add(_redactor.Own(item));
            }
            else if (_there.Contains(id))
            {
                Tell(id, (JsonObject)item!, line);
                kept.Add(_redactor.There(item));
            }
        }

        var shown = page.DeepClone().AsObject();
        shown.Remove("value");
        line["answer"] = _redactor.Own(shown);
        line["answer"]!["value"] = kept;
        if (kept.Count < items.Count)
        {
            line["omitted"] = items.Count - kept.Count;
        }
    }

    // Once for each thing, before the line that shows it: what a PUT of it would send.
    private void Tell(string id, JsonObject thing, JsonObject line)
    {
        line["leftOut"] = new JsonArray([.. Redactor.LeftOut.Select(name => JsonValue.Create(name))]);
        if (_described.Add(id))
        {
            Write(new JsonObject { ["there"] = _redactor.Text(id), ["body"] = _redactor.There(Wish.Of(thing)) });
        }
    }

    private void Spare(JsonNode? answer)
    {
        foreach (var item in answer is JsonObject page && page["value"] is JsonArray items ? items : new JsonArray(answer?.DeepClone()))
        {
            if ((item as JsonObject)?["properties"] is JsonObject properties && (properties["model"] as JsonObject)?["name"] is { } model)
            {
                _redactor.Spare(model.ToString());
            }
        }
    }

    private void Forbid(JsonNode answer)
    {
        foreach (
            var secret in answer
                .AsObject()
                .Select(field => field.Value)
                .OfType<JsonValue>()
                .Where(value => value.GetValueKind() == JsonValueKind.String)
        )
        {
            _redactor.Forbid(secret.GetValue<string>());
        }
    }

    private JsonObject Headers(string[] names, Func<string, string?> valueOf) =>
        new(
            names
                .Select(name => (name, value: valueOf(name)))
                .Where(header => header.value is not null)
                .Select(header =>
                    KeyValuePair.Create<string, JsonNode?>(
                        header.name,
                        header.name switch
                        {
                            "ETag" or "If-Match" or "If-None-Match" => _redactor.Tag(header.value!),
                            "Location" or "Azure-AsyncOperation" => _redactor.Link(header.value!),
                            _ => header.value,
                        }
                    )
                )
        );

    private static string? HeaderOf(HttpResponseMessage message, string name) =>
        message.Headers.TryGetValues(name, out var values) || message.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    // The id in the way, or the whole address where it is in the query.
    private static string IdOf(string operation) =>
        Operation().Match(operation) is { Success: true } match ? match.Groups[1].Value : operation;

    private static JsonNode? Parse(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"no JSON: {text!.Length} characters"));
        }
    }

    private void Write(JsonObject line)
    {
        _lines.WriteLine(line.ToJsonString(Plain));
        _lines.Flush();
    }

    [GeneratedRegex(@"(?i)/operation(?:results|statuses|s)/([^/?]+)\?")]
    private static partial Regex Operation();

    private sealed record Call(string Method, string Path, string Address, bool IsPoll);
}

/// <summary>What a PUT would send to make the like of something that is there.</summary>
internal static class Wish
{
    private static readonly string[] Fields = ["location", "kind", "sku", "identity"];
    private static readonly string[] Properties =
    [
        "model",
        "versionUpgradeOption",
        "raiPolicyName",
        "customSubDomainName",
        "publicNetworkAccess",
        "disableLocalAuth",
    ];

    /// <summary>The fields that can be given, as they are.</summary>
    public static JsonObject Of(JsonObject thing)
    {
        var wish = new JsonObject(Fields.Where(thing.ContainsKey).Select(field => KeyValuePair.Create(field, thing[field]?.DeepClone())));
        if (thing["properties"] is JsonObject properties && Properties.Any(properties.ContainsKey))
        {
            wish["properties"] = new JsonObject(
                Properties.Where(properties.ContainsKey).Select(field => KeyValuePair.Create(field, properties[field]?.DeepClone()))
            );
        }

        return wish;
    }
}
