using LocalAzure.Gateway.Configuration;

namespace LocalAzure.Gateway.Backends;

/// <summary>Forwards the request in the pipeline over HTTP and takes the answer back.</summary>
internal sealed class BackendCall(PolicyContext context, TimeSpan timeout, bool buffer)
{
    /// <exception cref="GatewayException">
    /// 500 without a backend or connection, 503 with an open breaker, 504 after the time-out.
    /// </exception>
    public async Task<GatewayResponse> SendAsync(CancellationToken cancellationToken)
    {
        var backend = BackendResolver.Resolve(context);
        var url =
            (backend is null ? context.Backend.Url ?? context.Api.ServiceUrl : backend.Url)
            ?? throw GatewayException.Internal(
                "forward-request",
                "BackendUrlNotSet",
                "The API has no service URL and no policy set a backend."
            );
        context.ServedBy = backend?.Id;
        using var message = BackendMessage.Of(context, backend, url);
        using var limit = new CancellationTokenSource(timeout, context.Cloud.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ReceiveAsync(backend, message, both.Token);
        }
        catch (HttpRequestException fault)
        {
            Note(backend, null, null);
            throw GatewayException.Internal("forward-request", "BackendConnectionFailure", fault.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            Note(backend, null, null);
            throw new GatewayException(
                StatusCodes.Status504GatewayTimeout,
                "forward-request",
                "Timeout",
                "Request to the backend timed out"
            );
        }
    }

    private async Task<GatewayResponse> ReceiveAsync(BackendEntry? backend, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var answer = await BackendClient.Shared.SendAsync(message, cancellationToken);
        var wish = answer.Headers.RetryAfter;
        Note(backend, (int)answer.StatusCode, wish?.Delta ?? (wish?.Date - context.Cloud.Clock.GetUtcNow()));
        var response = new GatewayResponse { StatusCode = (int)answer.StatusCode, StatusReason = answer.ReasonPhrase };
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => BackendMessage.IsPassedOn(header.Key)))
        {
            response.Headers.Set(name, values);
        }

        // Only event streams are worth passing on as they come; whole documents are read by policies that want their usage.
        if (buffer || !response.IsEventStream)
        {
            response.Body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            answer.Dispose();
        }
        else
        {
            response.Follow(answer, await answer.Content.ReadAsStreamAsync(cancellationToken));
        }

        return response;
    }

    private void Note(BackendEntry? backend, int? status, TimeSpan? retryAfter)
    {
        if (backend is not null)
        {
            context.State.Breakers.Note(backend, status, retryAfter);
        }
    }
}
