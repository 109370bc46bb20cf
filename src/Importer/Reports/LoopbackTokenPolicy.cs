using Azure.Core;
using Azure.Core.Pipeline;

namespace Importer.Reports;

/// <summary>
/// Sends the token over plain http, to the loopback only. Azure.Core's own policy refuses http altogether, which is right
/// everywhere but on a machine that stands in for the service itself.
/// </summary>
internal sealed class LoopbackTokenPolicy(TokenCredential credential, string scope, TimeProvider clock) : HttpPipelinePolicy
{
    private AccessToken _token;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The report store is called asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (!message.Request.Uri.ToUri().IsLoopback)
        {
            throw new InvalidOperationException($"A token is sent over http to the loopback only, not to {message.Request.Uri.Host}.");
        }

        if (_token.ExpiresOn - clock.GetUtcNow() < TimeSpan.FromMinutes(5))
        {
            _token = await credential.GetTokenAsync(new TokenRequestContext([scope]), message.CancellationToken);
        }

        message.Request.Headers.SetValue("Authorization", $"Bearer {_token.Token}");
        await ProcessNextAsync(message, pipeline);
    }
}
