using System.ClientModel.Primitives;

namespace EndToEnd.Tests.Driving;

/// <summary>
/// Adds to each call of an OpenAI client what the gateway wants: the key in its header and, where the shape has one, the api-version.
/// </summary>
internal sealed class GatewayCallPolicy(string key, string? apiVersion) : PipelinePolicy
{
    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Complete(message.Request);
        ProcessNext(message, pipeline, currentIndex);
    }

    public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Complete(message.Request);
        return ProcessNextAsync(message, pipeline, currentIndex);
    }

    private void Complete(PipelineRequest request)
    {
        request.Headers.Set("api-key", key);
        if (apiVersion is not null)
        {
            request.Uri = new UriBuilder(request.Uri!) { Query = $"api-version={apiVersion}" }.Uri;
        }
    }
}
