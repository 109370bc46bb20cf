using System.Threading.Channels;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>How the scripted handler behaves over all its starts, and what it was sent.</summary>
internal sealed class HandlerScript
{
    private readonly Channel<HandlerRequest> _requests = Channel.CreateUnbounded<HandlerRequest>();
    private readonly Channel<ScriptedHandler> _starts = Channel.CreateUnbounded<ScriptedHandler>();

    /// <summary>Answers one request; everything succeeds by default.</summary>
    public Func<HandlerRequest, CancellationToken, Task<HandlerReply>> Reply { get; set; } = (_, _) => Task.FromResult(HandlerReply.Done);

    public Func<HandlerRequest, HandlerReply> Answers
    {
        set => Reply = (request, _) => Task.FromResult(value(request));
    }

    public void Started(ScriptedHandler handler) => _starts.Writer.TryWrite(handler);

    public Task<HandlerReply> ReplyAsync(HandlerRequest request, CancellationToken cancellationToken)
    {
        _requests.Writer.TryWrite(request);
        return Reply(request, cancellationToken);
    }

    /// <summary>The next request, in the order they came.</summary>
    public async Task<HandlerRequest> NextAsync() => await _requests.Reader.ReadAsync().AsTask().WaitAsync(HostUnderTest.Patience);

    /// <summary>The next start of the handler.</summary>
    public async Task<ScriptedHandler> NextStartAsync() => await _starts.Reader.ReadAsync().AsTask().WaitAsync(HostUnderTest.Patience);

    public bool HasMore => _requests.Reader.TryPeek(out _);
}
