using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Foundry;

/// <summary>One call of an operation, let in and with its model found.</summary>
internal sealed class InferenceCall(HttpContext http, Cloud cloud, FoundryState state)
{
    private JsonObject? _body;

    public HttpContext Http { get; } = http;

    public Cloud Cloud { get; } = cloud;

    public FoundryState State { get; } = state;

    public required ArmResource Account { get; init; }

    public required InferenceOperation Operation { get; init; }

    public required Dictionary<string, string> Parameters { get; init; }

    /// <summary>Set before the operation runs, when it is about a model.</summary>
    public ModelCard? FoundModel { get; set; }

    public ModelCard Model => FoundModel ?? throw new InvalidOperationException("This operation is not about one model.");

    public string? ApiVersion => Http.Request.Query["api-version"].FirstOrDefault();

    public bool IsV1 => Operation.Template.StartsWith("/openai/v1/", StringComparison.Ordinal);

    /// <summary>Whether this is the model inference API, <c>/models</c>.</summary>
    public bool IsInference => Operation.Template.StartsWith("/models/", StringComparison.Ordinal);

    /// <summary>Whether this is Anthropic's API, <c>/anthropic</c>.</summary>
    public bool IsAnthropic => Operation.Template.StartsWith("/anthropic/", StringComparison.Ordinal);

    public long Now => Cloud.Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The JSON body.</summary>
    /// <exception cref="FoundryException">400: there is none.</exception>
    public async Task<JsonObject> BodyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _body ??=
                await JsonNode.ParseAsync(Http.Request.Body, cancellationToken: cancellationToken) as JsonObject
                ?? throw FoundryException.Invalid("invalid_json", "The request body has to be a JSON object.", null);
        }
        catch (JsonException)
        {
            throw FoundryException.Invalid("invalid_json", "We could not parse the JSON body of your request.", null);
        }
    }

    // As the service writes: a plus in Base64 stays one, and clients read it without looking for escapes.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task WriteAsync(JsonNode body, CancellationToken cancellationToken, int status = StatusCodes.Status200OK)
    {
        Http.Response.StatusCode = status;
        Http.Response.ContentType = "application/json";
        return Http.Response.WriteAsync(body.ToJsonString(Plain), cancellationToken);
    }
}
