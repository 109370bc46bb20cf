using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class PolicyDocumentTests
{
    [Fact]
    public void A_document_is_written_the_same_way_every_time()
    {
        var document = new PolicyDocument { Inbound = [new BasePolicy(), new SetBackendService { BackendId = "contoso" }] };

        Assert.Equal(
            """
            <policies>
              <inbound>
                <base />
                <set-backend-service backend-id="contoso" />
              </inbound>
              <backend>
                <base />
              </backend>
              <outbound>
                <base />
              </outbound>
              <on-error>
                <base />
              </on-error>
            </policies>
            """.ReplaceLineEndings("\n"),
            document.ToXml()
        );
    }

    [Fact]
    public void Documents_with_the_same_content_are_equal()
    {
        var one = new PolicyDocument { Backend = [new ForwardRequest { BufferResponse = false }] };
        var same = new PolicyDocument { Backend = [new ForwardRequest { BufferResponse = false }] };

        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, new PolicyDocument());
    }
}
