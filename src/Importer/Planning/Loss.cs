namespace Importer.Planning;

/// <summary>What goes with an API and does not come back when it is restored.</summary>
/// <param name="Subscriptions">The subscriptions that open this API only; their keys go.</param>
/// <param name="Revisions">The revisions beside the current one.</param>
public sealed record Loss(IReadOnlyList<string> Subscriptions, IReadOnlyList<string> Revisions)
{
    private const int Shown = 10;

    /// <summary>True when nothing is lost.</summary>
    public bool IsNone => Subscriptions.Count == 0 && Revisions.Count == 0;

    /// <summary>What is lost with API <paramref name="api"/>, counted and named.</summary>
    public string Sentence(string api) =>
        $"with API {api} goes what a restore does not bring back: {string.Join(", and ", Parts())}. Callers who use these keys need new ones afterwards; to keep the API, deploy a model there again or detach it";

    private IEnumerable<string> Parts()
    {
        if (Subscriptions.Count > 0)
        {
            yield return $"{Subscriptions.Count} subscription(s) of this API alone with their keys ({Names(Subscriptions)})";
        }

        if (Revisions.Count > 0)
        {
            yield return $"{Revisions.Count} revision(s) ({Names(Revisions)})";
        }
    }

    private static string Names(IReadOnlyList<string> names) => string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? ", …" : "");
}
