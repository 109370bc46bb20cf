using Microsoft.Azure.Functions.Worker;

namespace Functions.Middleware;

/// <summary>
/// An invocation as the worker made it, with a token that also ends at our deadline: the worker's own cannot be replaced.
/// </summary>
internal sealed class DeadlineContext(FunctionContext inner, CancellationToken ends) : FunctionContext
{
    /// <inheritdoc/>
    public override string InvocationId => inner.InvocationId;

    /// <inheritdoc/>
    public override string FunctionId => inner.FunctionId;

    /// <inheritdoc/>
    public override TraceContext TraceContext => inner.TraceContext;

    /// <inheritdoc/>
    public override BindingContext BindingContext => inner.BindingContext;

    /// <inheritdoc/>
    public override RetryContext RetryContext => inner.RetryContext;

    /// <inheritdoc/>
    public override IServiceProvider InstanceServices
    {
        get => inner.InstanceServices;
        set => inner.InstanceServices = value;
    }

    /// <inheritdoc/>
    public override FunctionDefinition FunctionDefinition => inner.FunctionDefinition;

    /// <inheritdoc/>
    public override IDictionary<object, object> Items
    {
        get => inner.Items;
        set => inner.Items = value;
    }

    /// <inheritdoc/>
    public override IInvocationFeatures Features => inner.Features;

    /// <inheritdoc/>
    public override CancellationToken CancellationToken => ends;
}
