using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class ForwardRequestTests
{
    [Fact]
    public void Streaming_is_not_buffered() =>
        Golden.Is("""<forward-request buffer-response="false" />""", new ForwardRequest { BufferResponse = false });

    [Fact]
    public void Everything_else_is_written_when_given() =>
        Golden.Is(
            """<forward-request timeout="120" buffer-request-body="true" buffer-response="true" />""",
            new ForwardRequest
            {
                Timeout = 120,
                BufferRequestBody = true,
                BufferResponse = true,
            }
        );
}
