namespace Importer.Health;

/// <summary>Tokens of one call, as the model counted them.</summary>
/// <param name="PromptTokens">Tokens sent.</param>
/// <param name="CompletionTokens">Tokens answered.</param>
/// <param name="TotalTokens">Both.</param>
public sealed record TokenUsage(int PromptTokens, int CompletionTokens, int TotalTokens);
