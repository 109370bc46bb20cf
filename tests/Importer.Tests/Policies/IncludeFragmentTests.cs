using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class IncludeFragmentTests
{
    [Fact]
    public void A_fragment_is_named_by_id() =>
        Golden.Is("""<include-fragment fragment-id="house-rules" />""", new IncludeFragment { FragmentId = "house-rules" });
}
