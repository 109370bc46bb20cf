namespace LocalAzure.Gateway.Llm;

/// <summary>The external cache behind the semantic cache policies: nearest question within a bucket, by cosine distance.</summary>
internal sealed class SemanticCache(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<(SemanticQuestion Question, SemanticAnswer Answer, DateTimeOffset Until)> _entries = [];

    public SemanticAnswer? Find(SemanticQuestion question, double threshold)
    {
        lock (_gate)
        {
            _entries.RemoveAll(entry => entry.Until <= clock.GetUtcNow());
            return _entries
                .Where(entry => entry.Question.Bucket == question.Bucket)
                .Select(entry => (entry.Answer, Distance: Distance(entry.Question.Vector, question.Vector)))
                .Where(entry => entry.Distance <= threshold)
                .OrderBy(entry => entry.Distance)
                .Select(entry => entry.Answer)
                .FirstOrDefault();
        }
    }

    public void Add(SemanticQuestion question, SemanticAnswer answer, TimeSpan duration)
    {
        lock (_gate)
        {
            _entries.Add((question, answer, clock.GetUtcNow() + duration));
        }
    }

    /// <summary>0 for the same direction; vectors of different models never match.</summary>
    private static double Distance(float[] a, float[] b)
    {
        if (a.Length != b.Length)
        {
            return 1;
        }

        double dot = 0,
            left = 0,
            right = 0;
        for (var at = 0; at < a.Length; at++)
        {
            dot += a[at] * b[at];
            left += a[at] * a[at];
            right += b[at] * b[at];
        }

        // Rounded, so that the same text is at distance zero.
        return left == 0 || right == 0 ? 1 : Math.Round(1 - (dot / Math.Sqrt(left * right)), 6);
    }
}
