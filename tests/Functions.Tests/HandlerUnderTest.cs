using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Functions.Host;
using Functions.Runs;
using Importer;
using Importer.Reports;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Functions.Tests;

/// <summary>The real handler on a free loopback port; only the reconciler behind it and the report store are of the test.</summary>
internal sealed class HandlerUnderTest : IAsyncDisposable
{
    public const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";
    public const string Group = Subscription + "/resourceGroups/rg-ai";
    public const string Account = Group + "/providers/Microsoft.CognitiveServices/accounts/contoso";
    public const string Deployment = Account + "/deployments/gpt-4o";

    private readonly WebApplication _app;

    private HandlerUnderTest(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public InMemoryReportStore Store { get; private init; } = new();

    public LogLines Logs { get; private init; } = new();

    public List<ReconcileRequest> Requests { get; } = [];

    /// <summary>The reports that webhooks would be told.</summary>
    public List<ReportDocument> Told { get; } = [];

    /// <summary>What the reconciler answers; by default success.</summary>
    public Reconcile Reconcile { get; set; } = (request, _) => Task.FromResult(Ended(request, RunOutcome.Succeeded));

    public static ImporterSettings Settings { get; } = new()
    {
        ServiceId = ResourceId.Parse(Group + "/providers/Microsoft.ApiManagement/service/contoso-apim"),
        Scopes = [ResourceId.Parse(Group)],
        ReportsContainer = "reports",
    };

    public static async Task<HandlerUnderTest> StartAsync(
        ImporterSettings? settings = null, Action<FunctionTable>? moreFunctions = null, Action<IServiceCollection>? moreServices = null)
    {
        HandlerUnderTest? handler = null;
        var store = new InMemoryReportStore();
        var logs = new LogLines();
        var host = new HostSettings();
        var table = FunctionServices.Table(host);
        moreFunctions?.Invoke(table);
        var app = HandlerHost.Build(0, table, services =>
        {
            services.AddFunctions(host, settings ?? Settings);
            services.AddSingleton<IReportStore>(store);
            services.AddSingleton<ILoggerProvider>(logs);
            services.AddSingleton<Tell>((report, _) => handler!.TellAsync(report));
            services.AddSingleton<Reconcile>((request, token) => handler!.ReconcileAsync(request, token));
            moreServices?.Invoke(services);
        });
        await app.StartAsync();
        handler = new HandlerUnderTest(app) { Store = store, Logs = logs };
        return handler;
    }

    public static RunReport Ended(ReconcileRequest request, RunOutcome outcome) => new()
    {
        Id = request.RunId,
        Reason = request.Reason,
        Scope = request.Scope?.Value,
        Errand = request.Errand,
        Mode = request.Mode,
        StartedAt = TimeProvider.System.GetUtcNow(),
        FinishedAt = TimeProvider.System.GetUtcNow(),
        Outcome = outcome,
    };

    /// <summary>Posts as the host does: in chunks, with its headers.</summary>
    public async Task<HttpResponseMessage> PostAsync(string function, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/" + function);
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        request.Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json; charset=utf-8"));
        return await Client.SendAsync(request);
    }

    public async Task<HandlerAnswer> InvokeAsync(string function, JsonObject data, JsonObject? metadata = null) =>
        await HandlerAnswer.ReadAsync(await PostAsync(function, new JsonObject { ["Data"] = data, ["Metadata"] = metadata ?? [] }.ToJsonString()));

    /// <summary>Sends events as the host does for cardinality many.</summary>
    public Task<HandlerAnswer> SendEventsAsync(params JsonNode[] events) =>
        InvokeAsync("DeploymentChanged", new JsonObject { ["events"] = new JsonArray(events).ToJsonString() });

    /// <summary>Sends a queue message as the host does: the text inside a JSON string inside a JSON string.</summary>
    public Task<HandlerAnswer> SendMessageAsync(string text, int dequeueCount = 1) => InvokeAsync(
        "ImportDeployments",
        new JsonObject { ["message"] = JsonSerializer.Serialize(text) },
        new JsonObject { ["DequeueCount"] = $"{dequeueCount}" });

    /// <summary>Sends an HTTP request as the host wraps it.</summary>
    public Task<HandlerAnswer> SendHttpAsync(
        string function, string? body = null, string contentType = "application/json", JsonObject? query = null, JsonObject? routeValues = null, JsonObject? headers = null)
    {
        var request = new JsonObject
        {
            ["Url"] = "http://localhost/api/x",
            ["Method"] = body is null ? "GET" : "POST",
            ["Query"] = query ?? [],
            ["Headers"] = headers ?? new JsonObject { ["Content-Type"] = new JsonArray(contentType), ["Content-Length"] = new JsonArray($"{body?.Length ?? 0}") },
            ["Params"] = routeValues ?? [],
        };
        if (body is not null)
        {
            request["Body"] = body;
        }

        return InvokeAsync(function, new JsonObject { ["req"] = request });
    }

    /// <summary>What the report says needs a person.</summary>
    public async Task<IReadOnlyList<JsonNode>> AttentionAsync() =>
        [.. ((await SendHttpAsync("ReportData")).HttpJson["attention"]?.AsArray() ?? []).Select(item => item!)];

    public RunReport? Record(string id) =>
        Store.Find($"runs/{id}.json") is { } document ? JsonSerializer.Deserialize(document.Content, ReportJson.Default.RunReport) : null;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Logs.Dispose();
    }

    private Task<RunReport> ReconcileAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        lock (Requests)
        {
            Requests.Add(request);
        }

        return Reconcile(request, cancellationToken);
    }

    private Task TellAsync(ReportDocument report)
    {
        lock (Told)
        {
            Told.Add(report);
        }

        return Task.CompletedTask;
    }
}
