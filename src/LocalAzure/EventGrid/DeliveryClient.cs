using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LocalAzure.Control;

namespace LocalAzure.EventGrid;

/// <summary>
/// Posts one event to the functions host's webhook, or to another's; a journal entry of surface <c>eventgrid</c> for each try.
/// </summary>
internal sealed class DeliveryClient(Cloud cloud) : IDisposable
{
    /// <summary>The function that the deployment template connects with the subscription's topic.</summary>
    public const string Function = "DeploymentChanged";

    private const string Surface = "eventgrid";

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 64 })
    {
        BaseAddress = cloud.Options.FunctionsHost,
        // Real time: the worker works by the system's clock.
        Timeout = RetrySchedule.AnswerTimeout,
    };

    /// <summary>The status of the answer; 408 when it came too late, null when there was none.</summary>
    public async Task<int?> PostAsync(JsonObject json, string schema, int count, CancellationToken cancellationToken)
    {
        var path = Path(json);
        var body = EventSchema.Body(schema, json);
        var time = cloud.Clock.GetUtcNow();
        var started = Stopwatch.GetTimestamp();
        var fault = cloud.Faults.Take(Surface, "POST", path);
        var headers = Headers(json, count);
        var status = await TryAsync(path, body, schema, headers, fault, cancellationToken);
        cloud.Journal.Append(
            new JournalEntry
            {
                Time = time,
                Surface = Surface,
                Method = "POST",
                Path = path,
                Headers = headers,
                Body = JsonNode.Parse(body),
                Status = status,
                Ms = Stopwatch.GetElapsedTime(started).TotalMilliseconds,
                Caller = Surface,
                Fault = fault is null ? null : "injected",
            }
        );
        return status;
    }

    public void Dispose() => _client.Dispose();

    private async Task<int?> TryAsync(
        string path,
        string body,
        string schema,
        Dictionary<string, string> headers,
        FaultRule? fault,
        CancellationToken cancellationToken
    )
    {
        if (fault?.DelayMs is { } delay)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delay), cloud.Clock, cancellationToken);
        }

        if (fault is { Drop: "before" } or { Status: not null, Drop: null })
        {
            return fault.Status;
        }

        var status = await SendAsync(path, body, schema, headers, cancellationToken);
        return fault?.Drop == "after" ? null : status;
    }

    private async Task<int?> SendAsync(
        string path,
        string body,
        string schema,
        Dictionary<string, string> headers,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.RelativeOrAbsolute));
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", EventSchema.ContentType(schema));
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return 408;
        }
    }

    // https://learn.microsoft.com/azure/event-grid/delivery-properties
    private static Dictionary<string, string> Headers(JsonObject json, int count) =>
        new()
        {
            ["aeg-event-type"] = "Notification",
            ["aeg-subscription-name"] = IsOfBreaker(json) ? "BREAKERS" : "DEPLOYMENTS",
            ["aeg-delivery-count"] = count.ToString(CultureInfo.InvariantCulture),
            ["aeg-data-version"] = (string?)json["dataVersion"] ?? "2",
            ["aeg-metadata-version"] = "1",
        };

    private static bool IsOfBreaker(JsonObject json) => (string?)json["eventType"] is EventTypes.BreakerOpened or EventTypes.BreakerClosed;

    // Without a host of ours (another one may take its port) the function's agreed name is used.
    private string Path(JsonObject json)
    {
        if (cloud.Options.EventsTo is { } elsewhere)
        {
            return elsewhere.AbsoluteUri;
        }

        var function = IsOfBreaker(json) ? cloud.GatewaySettings.BreakerEventsTo : cloud.Host?.EventGridFunction ?? Function;
        var key = cloud.Host is { } host ? $"&code={host.Keys.EventGridKey}" : "";
        return $"/runtime/webhooks/EventGrid?functionName={function}{key}";
    }
}
