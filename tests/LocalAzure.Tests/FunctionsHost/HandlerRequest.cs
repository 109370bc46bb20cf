using System.Text.Json.Nodes;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>What the handler was sent.</summary>
internal sealed record HandlerRequest
{
    public required string Line { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required JsonObject Body { get; init; }

    public string Function => Line.Split(' ')[1].TrimStart('/');

    public JsonNode? Data => Body[nameof(Data)]!.AsObject().Single().Value;

    public JsonObject Metadata => Body[nameof(Metadata)]!.AsObject();
}
