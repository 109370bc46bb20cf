namespace LocalAzure.FunctionsHost;

/// <summary>A function of the app: a folder with a function.json.</summary>
internal sealed record FunctionDefinition
{
    /// <summary>The folder's name, in its exact case: the handler is called at <c>/Name</c>.</summary>
    public required string Name { get; init; }

    public required FunctionBinding Trigger { get; init; }

    public required IReadOnlyList<FunctionBinding> Outputs { get; init; }

    public IEnumerable<FunctionBinding> QueueOutputs => Outputs.Where(output => output.Is(HostBindings.Queue));

    public FunctionBinding? HttpOutput => Outputs.FirstOrDefault(output => output.Is(HostBindings.Http));
}
