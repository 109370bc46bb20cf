using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.FunctionsHost;

/// <summary>A function of the app, as its worker tells of it.</summary>
internal sealed record FunctionDefinition
{
    public required string Name { get; init; }

    public required FunctionBinding Trigger { get; init; }

    public required IReadOnlyList<FunctionBinding> Outputs { get; init; }

    /// <summary>Why the function failed indexing: it is off, and the rest of the app runs. Null when all is well.</summary>
    public string? Error { get; init; }

    /// <summary>Switched off by an app setting.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Repeats a failed run in memory; null without a policy.</summary>
    public RpcRetryOptions? Retry { get; init; }

    public bool Runs => Error is null && !IsDisabled;

    public IEnumerable<FunctionBinding> QueueOutputs => Outputs.Where(output => output.Is(HostBindings.Queue));

    /// <summary>What the worker is told of the bindings when the function is loaded.</summary>
    public IReadOnlyDictionary<string, BindingInfo> BindingInfos() =>
        Outputs
            .Prepend(Trigger)
            .ToDictionary(
                binding => binding.Name,
                binding => new BindingInfo
                {
                    Type = binding.Type,
                    Direction = binding.Direction == "out" ? BindingInfo.Types.Direction.Out : BindingInfo.Types.Direction.In,
                    DataType = binding.IsBinary ? BindingInfo.Types.DataType.Binary : BindingInfo.Types.DataType.Undefined,
                }
            );
}
