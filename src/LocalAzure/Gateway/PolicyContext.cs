using LocalAzure.Gateway.Backends;
using LocalAzure.Gateway.Configuration;
using LocalAzure.Gateway.Documents;
using LocalAzure.Gateway.Llm;

namespace LocalAzure.Gateway;

/// <summary>One request on its way through the policies: what <c>context</c> is in expressions.</summary>
internal sealed class PolicyContext(Cloud cloud, GatewayState state)
{
    public Cloud Cloud { get; } = cloud;

    public GatewayState State { get; } = state;

    public required GatewaySnapshot Snapshot { get; init; }

    public required GatewayRequest Request { get; init; }

    public required ApiEntry Api { get; init; }

    /// <summary>The service as the gateway that was called sees it: each of its regions has one, and callers choose it by the host.</summary>
    public ServiceEntry Service => field ??= Snapshot.Service.At(Request.Gateway.Host);

    /// <summary>The breakers of that gateway.</summary>
    public BreakerTable Breakers => State.Breakers.Of(ReferenceEquals(Service, Snapshot.Service) ? null : Service.Location);

    public OperationEntry? Operation { get; set; }

    public SubscriptionEntry? Subscription { get; set; }

    public ProductEntry? Product { get; set; }

    public Guid RequestId { get; } = Guid.NewGuid();

    public Dictionary<string, object?> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The variables of the block that is evaluated.</summary>
    public Dictionary<string, object?> Locals { get; } = new(StringComparer.Ordinal);

    /// <summary>Since the request came in, on LocalAzure's clock.</summary>
    public TimeSpan Elapsed => Cloud.Clock.GetElapsedTime(Started);

    /// <summary>When it came in, by the clock's timestamp.</summary>
    public long Started { get; init; }

    public GatewayResponse? Response { get; private set; }

    public GatewayError? LastError { get; set; }

    /// <summary>The section that runs; header and body policies work on the request until outbound.</summary>
    public PolicySections Section { get; set; } = PolicySections.Inbound;

    public bool IsAnswering => Section is PolicySections.Outbound or PolicySections.OnError;

    public NextStep Next { get; set; }

    /// <summary>Where forward-request goes: set-backend-service wins over the API's own service URL.</summary>
    public BackendChoice Backend { get; set; } = new(null, null);

    /// <summary>What the request says to a model; null when it is not a model call.</summary>
    public LlmPrompt? Prompt => field ??= LlmPrompt.Read(Request, Snapshot.Service.IsV2);

    /// <summary>Run when the backend has answered, before the outbound section.</summary>
    public List<Func<LlmUsage, CancellationToken, Task>> WhenAnswered { get; } = [];

    /// <summary>Run when a streamed answer has ended.</summary>
    public List<Action<LlmUsage>> WhenStreamed { get; } = [];

    /// <summary>Asked while an answer streams, with the text so far; false stops the stream.</summary>
    public List<Func<string, CancellationToken, Task<bool>>> StreamGuards { get; } = [];

    /// <summary>What llm-semantic-cache-lookup leaves for llm-semantic-cache-store.</summary>
    public SemanticQuestion? Question { get; set; }

    /// <summary>The backend did not answer: what an earlier try brought is gone.</summary>
    public void Unanswered()
    {
        Response?.Dispose();
        Response = null;
    }

    /// <summary>The backend that served the request, for metrics.</summary>
    public string? ServedBy { get; set; }

    public void Answer(GatewayResponse response)
    {
        Response?.Dispose();
        Response = response;
    }
}
