using System.Text.Json;

namespace Functions.Host;

/// <summary>One firing of a trigger, as the Functions host posts it.</summary>
internal sealed record Invocation
{
    /// <summary>The function's name.</summary>
    public required string Function { get; init; }

    /// <summary>The host's id of this firing.</summary>
    public required string Id { get; init; }

    /// <summary>One property per input binding.</summary>
    public JsonElement Data { get; init; }

    /// <summary>What the host knows about the trigger. A message's own properties can hide the host's: nothing here is trusted.</summary>
    public JsonElement Metadata { get; init; }

    /// <summary>True when the request was over the limit; it was read to its end and not kept.</summary>
    public bool TooLarge { get; init; }

    /// <summary>The value of an input binding; undefined when it is not there.</summary>
    public JsonElement Input(string binding) => WireValue.Property(Data, binding);
}
