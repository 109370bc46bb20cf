using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class BasePolicyTests
{
    [Fact]
    public void Base_has_no_attributes() => Golden.Is("<base />", new BasePolicy());
}
