using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>One binding of a function: an attribute's properties as JSON.</summary>
internal sealed record FunctionBinding
{
    public required string Type { get; init; }

    public required string Name { get; init; }

    /// <summary><c>in</c> or <c>out</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>With the app settings filled in.</summary>
    public required JsonObject Json { get; init; }

    /// <summary>As the worker told it.</summary>
    public required JsonObject Raw { get; init; }

    /// <summary>Whether <c>dataType</c> asks for bytes.</summary>
    public bool IsBinary => string.Equals(Text("dataType"), "binary", StringComparison.OrdinalIgnoreCase);

    public string? Text(string property) => Json[property] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public bool Flag(string property, bool otherwise) =>
        Json[property] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : otherwise;

    public bool Is(string type) => string.Equals(Type, type, StringComparison.OrdinalIgnoreCase);
}
