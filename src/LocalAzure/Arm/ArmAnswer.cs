using System.Text.Json.Nodes;

namespace LocalAzure.Arm;

/// <summary>What the management plane answers.</summary>
internal sealed record ArmAnswer(int Status, JsonNode? Body = null)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static ArmAnswer NoContent { get; } = new(StatusCodes.Status204NoContent);

    public static ArmAnswer Ok(JsonNode? body = null) => new(StatusCodes.Status200OK, body);

    public ArmAnswer With(string header, string value) =>
        this with
        {
            Headers = new Dictionary<string, string>(Headers) { [header] = value },
        };

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        foreach (var (name, value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (Body is null || HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(Body.ToJsonString(ArmJson.Options), context.RequestAborted);
    }
}
