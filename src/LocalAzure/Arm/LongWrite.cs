using System.Text.Json.Nodes;

namespace LocalAzure.Arm;

/// <summary>How a type's long-running PUT or PATCH goes.</summary>
internal sealed record LongWrite
{
    /// <summary>The status of the first answer.</summary>
    public int Status { get; init; } = 202;

    /// <summary>The provisioning state that readers see meanwhile; null when nothing is kept before the end.</summary>
    public string? StateMeanwhile { get; init; }

    /// <summary>The same for a write over an existing resource, where it differs.</summary>
    public string? StateOnUpdate { get; init; }

    /// <summary>Where the operation's result is polled: below the service, or below a location.</summary>
    public required Func<ArmCall, string> PollScope { get; init; }

    /// <summary>True when this request is finished at once.</summary>
    public Func<ArmCall, bool> IsImmediate { get; init; } = _ => false;

    /// <summary>True when the operation never ends by itself.</summary>
    public Func<JsonObject, bool> NeverEnds { get; init; } = _ => false;

    /// <summary>Runs at the end, before the write is kept; throws to make the operation fail.</summary>
    public Func<ArmCall, JsonObject, JsonObject> Finish { get; init; } = (_, document) => document;
}
