namespace Importer.Policies;

/// <summary>One place where a policy is not what it should be.</summary>
/// <param name="Where">The place, for example <c>inbound/llm-token-limit@tokens-per-minute</c>.</param>
/// <param name="Expected">What should be there; null when nothing should.</param>
/// <param name="Actual">What is there; null when nothing is.</param>
public sealed record PolicyDifference(string Where, string? Expected, string? Actual);
