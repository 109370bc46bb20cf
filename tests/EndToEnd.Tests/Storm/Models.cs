namespace EndToEnd.Tests.Storm;

/// <summary>Ten models for each kind of account: OpenAI's only, partners' only, and both.</summary>
internal static class Models
{
    private static readonly (string Name, string Format)[] OpenAI =
    [
        ("gpt-4o", "OpenAI"),
        ("gpt-4o-mini", "OpenAI"),
        ("gpt-4.1", "OpenAI"),
        ("gpt-4.1-mini", "OpenAI"),
        ("gpt-5", "OpenAI"),
        ("gpt-5-mini", "OpenAI"),
        ("o4-mini", "OpenAI"),
        ("text-embedding-3-large", "OpenAI"),
        ("text-embedding-3-small", "OpenAI"),
        ("text-embedding-ada-002", "OpenAI"),
    ];

    private static readonly (string Name, string Format)[] Partners =
    [
        ("Llama-3.3-70B-Instruct", "Meta"),
        ("Mistral-Large-2411", "Mistral AI"),
        ("DeepSeek-R1", "DeepSeek"),
        ("grok-3", "xAI"),
        ("Phi-4", "Microsoft"),
        ("embed-v-4-0", "Cohere"),
        ("Llama-4-Scout", "Meta"),
        ("Mistral-Nemo", "Mistral AI"),
        ("DeepSeek-R1-0528", "DeepSeek"),
        ("grok-3-mini", "xAI"),
    ];

    public static IReadOnlyList<IReadOnlyList<(string Name, string Format)>> Kinds { get; } =
    [OpenAI, Partners, [.. OpenAI[..5], .. Partners[..5]]];
}
