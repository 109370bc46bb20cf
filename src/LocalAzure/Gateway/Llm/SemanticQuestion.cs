using System.Diagnostics.CodeAnalysis;

namespace LocalAzure.Gateway.Llm;

/// <summary>A question as a vector, and the group within which its answer may be used again.</summary>
[SuppressMessage("Performance", "CA1819", Justification = "A vector is numbers in order; nobody writes to it.")]
internal sealed record SemanticQuestion(string Bucket, float[] Vector);
