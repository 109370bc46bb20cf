using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class SemanticCacheStoreTests
{
    [Fact]
    public void An_answer_is_kept_for_some_seconds() =>
        Golden.Is("""<llm-semantic-cache-store duration="90" />""", new SemanticCacheStore { DurationSeconds = 90 });
}
