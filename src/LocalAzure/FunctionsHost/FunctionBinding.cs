using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>One entry of <c>bindings</c> in a function.json.</summary>
internal sealed record FunctionBinding
{
    public required string Type { get; init; }

    public required string Name { get; init; }

    /// <summary><c>in</c> or <c>out</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>The entry as written, for what only one binding type knows.</summary>
    public required JsonObject Json { get; init; }

    /// <summary>Whether <c>dataType</c> asks for bytes.</summary>
    public bool IsBinary => string.Equals(Text("dataType"), "binary", StringComparison.OrdinalIgnoreCase);

    public string? Text(string property) => Json[property] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public bool Flag(string property, bool otherwise) =>
        Json[property] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : otherwise;

    public bool Is(string type) => string.Equals(Type, type, StringComparison.OrdinalIgnoreCase);
}
