using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Functions.Middleware;
using Functions.Publishing;
using Functions.Queue;
using Functions.Settings;
using Functions.Triggers;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Storage;
using Importer.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Moq;

namespace Functions.Tests;

/// <summary>The functions with their middleware; only the reconciler behind them, the report store and the queue are of the test.</summary>
internal sealed class AppUnderTest : IAsyncDisposable
{
    public const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";
    public const string Group = Subscription + "/resourceGroups/rg-ai";
    public const string Account = Group + "/providers/Microsoft.CognitiveServices/accounts/contoso";
    public const string Deployment = Account + "/deployments/gpt-4o";

    // Where the worker's ASP.NET Core integration keeps the request.
    private const string HttpContextKey = "HttpRequestContext";

    private static readonly ConcurrentDictionary<(string Function, string Trigger), FunctionDefinition> Definitions = new();

    private readonly ServiceProvider _services;

    public AppUnderTest(ImporterSettings? settings = null, Action<IServiceCollection>? moreServices = null, AppSettings? app = null)
    {
        var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(Logs))
            .AddSingleton(TimeProvider.System)
            .AddSingleton(settings ?? Settings)
            .AddSingleton<IDocumentStore>(Store)
            .AddSingleton<ILeases>(Leases)
            .AddSingleton<QueueClient>(Queue)
            .AddSingleton(Source())
            .AddSingleton(Gateway())
            .AddSingleton<RunRecords>()
            .AddSingleton<BreakerRecords>()
            .AddSingleton<ReportBuilder>()
            .AddSingleton<NotifyWebhooks>((report, _) => NotifyAsync(report))
            .AddSingleton(Reconciler());
        moreServices?.Invoke(services);
        _services = services.AddFunctions(app ?? new AppSettings()).BuildServiceProvider();
    }

    public InMemoryReportStore Store { get; } = new();

    public InMemoryLeases Leases { get; } = new();

    public QueueInMemory Queue { get; } = new();

    /// <summary>The APIs of the gateway.</summary>
    public List<Observed> Apis { get; } = [];

    /// <summary>The backends of the gateway, by id, as one call reads them; an exception is what the call ends with.</summary>
    public Dictionary<string, Func<Observed?>> Backends { get; } = [];

    /// <summary>The backends that were read, call by call.</summary>
    public List<string> BackendReads { get; } = [];

    /// <summary>How often all APIs were listed.</summary>
    public int ApiLists { get; private set; }

    /// <summary>Whether the API Management service is up; with anything else it is being changed.</summary>
    public string ServiceState { get; set; } = "Succeeded";

    /// <summary>How often accounts were looked for by themselves.</summary>
    public int AccountLooks { get; private set; }

    public LogLines Logs { get; } = new();

    public List<ReconcileRequest> Requests { get; } = [];

    /// <summary>The reports that webhooks would be sent.</summary>
    public List<ReportDocument> Notified { get; } = [];

    /// <summary>Accounts that Azure says are not there.</summary>
    public HashSet<ResourceId> Missing { get; } = [];

    /// <summary>The deployments that Azure says are there.</summary>
    public HashSet<ResourceId> Deployments { get; } = [];

    /// <summary>What the reconciler answers; by default success.</summary>
    public Func<ReconcileRequest, CancellationToken, Task<RunReport>> Reconcile { get; set; } =
        (request, _) => Task.FromResult(Ended(request, RunOutcome.Succeeded));

    public static ImporterSettings Settings { get; } =
        new()
        {
            ServiceId = ResourceId.Parse(Group + "/providers/Microsoft.ApiManagement/service/contoso-apim"),
            Scopes = [ResourceId.Parse(Group)],
            ReportsContainer = "reports",
        };

    public static RunReport Ended(ReconcileRequest request, RunOutcome outcome) =>
        new()
        {
            Id = request.RunId,
            Reason = request.Reason,
            Scope = request.Scope?.Value,
            ManualAction = request.ManualAction,
            Mode = request.Mode,
            StartedAt = TimeProvider.System.GetUtcNow(),
            FinishedAt = TimeProvider.System.GetUtcNow(),
            Outcome = outcome,
        };

    /// <summary>Calls a function as the worker does: through the middleware, in a context that the platform would make.</summary>
    public async Task<AppAnswer> InvokeAsync<T>(string trigger, Func<T, CancellationToken, Task> call, DefaultHttpContext? http = null)
        where T : class
    {
        http ??= new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        var context = ContextOf(typeof(T).Name, trigger, http);
        var before = Queue.Sent.Count;
        var scope = ActivatorUtilities.CreateInstance<InvocationScope>(_services);
        var guard = ActivatorUtilities.CreateInstance<InvocationGuard>(_services);
        var function = ActivatorUtilities.CreateInstance<T>(_services);
        Exception? failure = null;
        try
        {
            await scope.Invoke(context, inner => guard.Invoke(inner, within => call(function, within.CancellationToken)));
        }
        catch (Exception exception) when (exception is InvocationFailedException or MessageNotDoneException)
        {
            failure = exception;
        }

        return new AppAnswer(failure, [.. Queue.Sent.Skip(before).Select(sent => JsonNode.Parse(sent.Text)!.AsObject())], http);
    }

    /// <summary>Sends a delivery of events as text, whatever it is.</summary>
    public Task<AppAnswer> SendDeliveryAsync(string? delivery) =>
        InvokeAsync<DeploymentChanged>("eventGridTrigger", (function, token) => function.RunAsync(delivery, token));

    /// <summary>Sends a delivery of breaker events as text, whatever it is.</summary>
    public Task<AppAnswer> SendBreakerAsync(string? delivery) =>
        InvokeAsync<BreakerChanged>("eventGridTrigger", (function, token) => function.RunAsync(delivery, token));

    /// <summary>Sends events as the host does: an invocation each.</summary>
    public async Task<AppAnswer> SendEventsAsync(params JsonNode[] events)
    {
        List<AppAnswer> answers = [];
        foreach (var happened in events)
        {
            answers.Add(await SendDeliveryAsync(happened.ToJsonString()));
        }

        return answers[^1] with
        {
            Failure = answers.Select(answer => answer.Failure).FirstOrDefault(failure => failure is not null),
            Messages = [.. answers.SelectMany(answer => answer.Messages)],
        };
    }

    /// <summary>Hands a message over as the host does.</summary>
    public Task<AppAnswer> SendMessageAsync(string text, int? dequeueCount = 1) =>
        InvokeAsync<ImportDeployments>("queueTrigger", (function, token) => function.RunAsync(text, dequeueCount, token));

    /// <summary>Hands over a message for <paramref name="request"/>.</summary>
    public Task<AppAnswer> SendMessageAsync(ReconcileRequest request, int? dequeueCount = 1) =>
        SendMessageAsync(new ImportMessage(request).Write(), dequeueCount);

    public Task<AppAnswer> ReimportAsync(string? body, string? contentType = "application/json", string query = "") =>
        ReimportAsync(body is null ? null : Encoding.UTF8.GetBytes(body), contentType, query);

    public Task<AppAnswer> ReimportAsync(byte[]? body, string? contentType = "application/json", string query = "") =>
        SendHttpAsync<Reimport>((function, request, token) => function.RunAsync(request, token), RequestOf(body, contentType, query));

    public Task<AppAnswer> PlanAsync(string query = "") =>
        SendHttpAsync<Plan>((function, request, token) => function.RunAsync(request, token), RequestOf(null, null, query));

    public Task<AppAnswer> RunsAsync(string? id = null, string query = "") =>
        SendHttpAsync<Runs>((function, request, token) => function.RunAsync(request, id, token), RequestOf(null, null, query));

    public Task<AppAnswer> CheckDriftAsync() =>
        InvokeAsync<CheckDrift>("timerTrigger", (function, token) => function.RunAsync(new TimerInfo(), token));

    /// <summary>Sends an HTTP request and executes the result, as the worker does.</summary>
    public Task<AppAnswer> SendHttpAsync<T>(Func<T, HttpRequest, CancellationToken, Task<IActionResult>> call, DefaultHttpContext http)
        where T : class =>
        InvokeAsync<T>(
            "httpTrigger",
            async (function, token) =>
                await (await call(function, http.Request, token)).ExecuteResultAsync(new ActionContext { HttpContext = http }),
            http
        );

    /// <summary>A request with a body of a known length.</summary>
    public static DefaultHttpContext RequestOf(byte[]? body, string? contentType, string query)
    {
        var http = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        http.Request.Method = body is null ? "GET" : "POST";
        http.Request.QueryString = new QueryString(query);
        http.Request.Body = new MemoryStream(body ?? []);
        http.Request.ContentLength = body?.Length;
        http.Request.ContentType = body is null ? null : contentType;
        return http;
    }

    /// <summary>What the report says requires action.</summary>
    public async Task<IReadOnlyList<JsonNode>> AttentionAsync()
    {
        var answer = await SendHttpAsync<Reports>(
            (function, request, token) => function.DataAsync(request, token),
            RequestOf(null, null, "")
        );
        return [.. (answer.HttpJson["attention"]?.AsArray() ?? []).Select(item => item!)];
    }

    public RunReport? Record(string id) =>
        Store.Find($"runs/{id}.json") is { } document ? JsonSerializer.Deserialize(document.Content, ReportJson.Default.RunReport) : null;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Logs.Dispose();
    }

    private static FunctionContext ContextOf(string function, string trigger, HttpContext http)
    {
        var definition = Definitions.GetOrAdd((function, trigger), key => DefinitionOf(key.Function, key.Trigger));
        var items = new Dictionary<object, object>();
        if (trigger == "httpTrigger")
        {
            items[HttpContextKey] = http;
        }

        var context = new Mock<FunctionContext>();
        context.SetupGet(its => its.FunctionDefinition).Returns(definition);
        context.SetupGet(its => its.InvocationId).Returns("4711");
        context.SetupGet(its => its.Items).Returns(items);
        return context.Object;
    }

    private static FunctionDefinition DefinitionOf(string function, string trigger)
    {
        var binding = Mock.Of<BindingMetadata>(metadata =>
            metadata.Name == "trigger" && metadata.Type == trigger && metadata.Direction == BindingDirection.In
        );
        return Mock.Of<FunctionDefinition>(known =>
            known.Name == function && known.InputBindings == ImmutableDictionary<string, BindingMetadata>.Empty.Add("trigger", binding)
        );
    }

    private IDeploymentSource Source()
    {
        var source = new Mock<IDeploymentSource>();
        source
            .Setup(port => port.ReadAsync(It.IsAny<IReadOnlyList<ResourceId>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(
                (IReadOnlyList<ResourceId> scopes, CancellationToken _) =>
                    new Inventory
                    {
                        Accounts = Found(),
                        Covered = scopes,
                        Missing = [.. scopes.Where(Missing.Contains)],
                    }
            );
        source
            .Setup(port => port.ListAccountsAsync(It.IsAny<IReadOnlyList<ResourceId>>(), It.IsAny<CancellationToken>()))
            .Callback(() => AccountLooks++)
            .ReturnsAsync(
                (IReadOnlyList<ResourceId> scopes, CancellationToken _) =>
                    new Inventory
                    {
                        Accounts = [],
                        Covered = scopes,
                        Missing = [.. scopes.Where(Missing.Contains)],
                    }
            );
        return source.Object;
    }

    private IGateway Gateway()
    {
        var gateway = new Mock<IGateway>();
        gateway
            .Setup(port => port.ReadServiceAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(() =>
                new ServiceInfo
                {
                    Id = Settings.ServiceId,
                    GatewayUrl = new Uri("https://contoso-apim.azure-api.net"),
                    Sku = "Developer",
                    ProvisioningState = ServiceState,
                }
            );
        gateway
            .Setup(port => port.ListApisAsync(It.IsAny<ServiceInfo>(), It.IsAny<CancellationToken>()))
            .Callback(() => ApiLists++)
            .ReturnsAsync(() => [.. Apis]);
        gateway
            .Setup(port => port.ReadAsync(It.IsAny<GatewayQuery>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(
                (GatewayQuery query, CancellationToken _) =>
                    new GatewayState
                    {
                        Service = query.Service,
                        Resources = Backends
                            .Values.Select(backend => backend())
                            .OfType<Observed>()
                            .Concat(query.Apis ?? Apis)
                            .ToDictionary(found => found.Resource.Key),
                    }
            );
        gateway
            .Setup(port => port.FindAsync(It.IsAny<ResourceKey>(), It.IsAny<CancellationToken>()))
            .Callback((ResourceKey key, CancellationToken _) => BackendReads.Add(key.Name))
            .Returns((ResourceKey key, CancellationToken _) => Task.FromResult(Backends.GetValueOrDefault(key.Name)?.Invoke()));
        return gateway.Object;
    }

    private AccountInventory[] Found() =>
        [
            .. Deployments
                .GroupBy(id => id.Parent())
                .Select(ids => new AccountInventory(
                    new FoundryAccount
                    {
                        Id = ids.Key,
                        Kind = "AIServices",
                        Region = "swedencentral",
                        ProvisioningState = "Succeeded",
                    },
                    [
                        .. ids.Select(id => new ModelDeployment
                        {
                            Id = id,
                            ModelName = id.Name,
                            ModelFormat = "OpenAI",
                            ProvisioningState = "Succeeded",
                        }),
                    ]
                )),
        ];

    private IReconciler Reconciler()
    {
        var reconciler = new Mock<IReconciler>();
        reconciler
            .Setup(its => its.RunAsync(It.IsAny<ReconcileRequest>(), It.IsAny<CancellationToken>()))
            .Returns<ReconcileRequest, CancellationToken>(ReconcileAsync);
        return reconciler.Object;
    }

    private Task<RunReport> ReconcileAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        lock (Requests)
        {
            Requests.Add(request);
        }

        return Reconcile(request, cancellationToken);
    }

    private Task NotifyAsync(ReportDocument report)
    {
        lock (Notified)
        {
            Notified.Add(report);
        }

        return Task.CompletedTask;
    }
}
