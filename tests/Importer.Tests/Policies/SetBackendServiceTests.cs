using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class SetBackendServiceTests
{
    [Fact]
    public void A_backend_resource_is_named_by_id() =>
        Golden.Is("""<set-backend-service backend-id="contoso-openai" />""", new SetBackendService { BackendId = "contoso-openai" });

    [Fact]
    public void A_url_loses_the_slash_at_its_end() =>
        Golden.Is(
            """<set-backend-service base-url="https://contoso.openai.azure.com" />""",
            new SetBackendService { BaseUrl = new Uri("https://contoso.openai.azure.com/") }
        );

    [Fact]
    public void Neither_or_both_is_refused()
    {
        Golden.Refuses("exactly one", new SetBackendService());
        Golden.Refuses("exactly one", new SetBackendService { BackendId = "a", BaseUrl = new Uri("https://b") });
    }
}
