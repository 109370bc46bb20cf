using LocalAzure.Foundry;
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
        context.Request.Forwarded = message.RequestUri;
        using var limit = new CancellationTokenSource(timeout, context.Cloud.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ReceiveAsync(backend, message, both.Token);
        }
        catch (HttpRequestException fault)
        {
            Note(backend, new CallOutcome(null, "BackendConnectionFailure"));
            throw GatewayException.Internal("forward-request", "BackendConnectionFailure", fault.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            Note(backend, new CallOutcome(null, "Timeout"));
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
        if (!Resolves(message.RequestUri!))
        {
            throw new HttpRequestException($"No such host is known. ({message.RequestUri!.Host})");
        }

        var answer = await BackendClient.Shared.SendAsync(message, cancellationToken);
        var wish = answer.Headers.RetryAfter;
        Note(backend, new CallOutcome((int)answer.StatusCode, RetryAfter: wish?.Delta ?? (wish?.Date - context.Cloud.Clock.GetUtcNow())));
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

    /// <summary>In Azure the host name of an account goes with the account; here its place is the first segment of the path.</summary>
    private bool Resolves(Uri address)
    {
        var cloud = context.Cloud;
        return address.Authority != cloud.Options.Foundry.Authority
            || address.Segments is not [_, var account, ..]
            || InferencePipeline.AccountNamed(cloud, account.TrimEnd('/')) is not null;
    }

    private void Note(BackendEntry? backend, CallOutcome outcome)
    {
        if (backend is not null)
        {
            context.Breakers.Note(backend, outcome);
        }
    }
}
