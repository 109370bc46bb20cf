namespace Functions.Host;

/// <summary>A request that reaches no function.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record Refusal(int Status, string Code, string Message);
