namespace Functions.Host;

/// <summary>One function: the class bears the function's name.</summary>
internal interface IFunction
{
    /// <summary>Does what one firing of the trigger asks for, before <paramref name="cancellationToken"/> ends.</summary>
    Task<Answer> RunAsync(Invocation invocation, CancellationToken cancellationToken);
}
