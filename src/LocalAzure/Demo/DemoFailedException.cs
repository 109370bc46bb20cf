namespace LocalAzure.Demo;

/// <summary>Something the demo verifies was not so.</summary>
internal sealed class DemoFailedException(string expected, string seen) : Exception($"expected: {expected}; seen: {seen}")
{
    public string Expected { get; } = expected;

    public string Seen { get; } = seen;
}
