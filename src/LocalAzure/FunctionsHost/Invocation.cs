using System.Text.Json.Nodes;

namespace LocalAzure.FunctionsHost;

/// <summary>One firing of one function: what is sent to the handler.</summary>
internal sealed record Invocation
{
    public required FunctionDefinition Function { get; init; }

    /// <summary>Keyed by the trigger's binding name.</summary>
    public required JsonObject Data { get; init; }

    public required BindingData Metadata { get; init; }

    /// <summary>The text given to <c>/admin/functions/{name}</c>; shows up once more under the binding's name.</summary>
    public string? ByHand { get; init; }
}
