using System.Net.Http.Headers;
using System.Text;

namespace LocalAzure.Load;

/// <summary>
/// Constant calls of a gateway, streams too, while somebody changes what is behind it; failures are kept by alias. No call is
/// made twice: what a caller without retries would see is what counts.
/// </summary>
public sealed class LoadGenerator : IAsyncDisposable
{
    private const int ShownWords = 200;

    private readonly CancellationTokenSource _stop = new();
    private readonly LoadOptions _options;
    private readonly LoadTally _tally;
    private readonly HttpClient _client;
    private readonly Task[] _callers;
    private int _next = -1;

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2000", Justification = "The client disposes its handler.")]
    private LoadGenerator(LoadOptions options)
    {
        _options = options;
        _tally = new LoadTally(options.Targets.Select(target => target.Alias));
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }, disposeHandler: true)
        {
            BaseAddress = options.Gateway,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.TryAddWithoutValidation(options.KeyHeader, options.Key);
        _callers = [.. Enumerable.Range(0, options.Parallel).Select(_ => Task.Run(CallOnAsync))];
    }

    /// <summary>What has ended so far.</summary>
    public LoadReport Report => _tally.Report();

    public static LoadGenerator Start(LoadOptions options) => new(options);

    /// <summary>Waits until so many more calls have ended: a step of a script lasts for calls, not for seconds.</summary>
    public Task MoreAsync(int calls) => _tally.MoreAsync(calls);

    /// <summary>Lets the calls under way come to their end.</summary>
    public async Task<LoadReport> StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_callers);
        return _tally.Report();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task CallOnAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var turn = (uint)Interlocked.Increment(ref _next);
            await CallAsync(_options.Targets[(int)(turn % (uint)_options.Targets.Count)]);
            if (_options.Pause > TimeSpan.Zero)
            {
                await Task.Delay(_options.Pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task CallAsync(LoadTarget target)
    {
        var began = TimeProvider.System.GetUtcNow();
        var started = TimeProvider.System.GetTimestamp();
        using var patience = new CancellationTokenSource(_options.Patience);
        int? status = null;
        try
        {
            using var request = RequestOf(target);
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            status = (int)answer.StatusCode;
            var text = await answer.Content.ReadAsStringAsync(patience.Token);
            if (FaultOf(target, answer, text) is { } fault)
            {
                Fail(fault);
            }
            else
            {
                _tally.Good(target.Alias, TimeProvider.System.GetElapsedTime(started), MemberOf(answer));
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            Fail(patience.IsCancellationRequested ? $"no end within {_options.Patience}" : fault.Message);
        }

        void Fail(string reason) => _tally.Failed(target.Alias, new FailedCall(began, TimeProvider.System.GetUtcNow(), status, reason));
    }

    private static HttpRequestMessage RequestOf(LoadTarget target) =>
        new(HttpMethod.Post, target.Path)
        {
            Content = new StringContent(target.Body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };

    private static string? FaultOf(LoadTarget target, HttpResponseMessage answer, string text)
    {
        if (!answer.IsSuccessStatusCode)
        {
            return text.Length > ShownWords ? text[..ShownWords] : text;
        }

        return target.IsStream && !text.TrimEnd().EndsWith("data: [DONE]", StringComparison.Ordinal) ? "the stream broke off" : null;
    }

    private string? MemberOf(HttpResponseMessage answer) =>
        _options.MemberHeader is { } name && answer.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
