namespace Functions.Host;

/// <summary>A line of the table of functions.</summary>
/// <param name="Resolve">Finds the function; made at its first call, so that the port opens before any slow work.</param>
/// <param name="Deadline">How long one call may take.</param>
internal sealed record FunctionEntry(Func<IServiceProvider, IFunction> Resolve, TimeSpan Deadline);
