namespace LocalAzure.Foundry;

/// <summary>Paths that the real endpoints have and these have not; they are refused by name rather than as unknown.</summary>
internal static class Unsimulated
{
    private static readonly string[] Words =
    [
        "assistants",
        "threads",
        "vector_stores",
        "files",
        "fine_tuning",
        "evals",
        "containers",
        "realtime",
        "batches",
        "videos",
        "anthropic",
        "providers",
        "edits",
        "input_items",
        "cancel",
    ];

    public static bool Knows(string path) => path.Split('/').Any(segment => Words.Contains(segment, StringComparer.OrdinalIgnoreCase));
}
