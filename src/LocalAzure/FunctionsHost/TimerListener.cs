using System.Text.Json;
using LocalAzure.FunctionsHost.Protocol;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Runs one timer function on the local clock. The next occurrence is only set after the previous answer, so that it
/// never overlaps itself; a failed run is repeated only by a retry policy.
/// https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions/Extensions/Timers/Listener/TimerListener.cs
/// </summary>
internal sealed class TimerListener(FunctionDefinition function, string folder, Invoker invoker, TimeProvider clock) : IHostListener
{
    private readonly TimerSchedule _schedule = TimerSchedule.TryParse(function.Trigger.Text("schedule")!)!;
    private readonly string _file = Path.Combine(folder, $"{function.Name}.json");
    private CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private TimerStatus? _status;

    public string Function => function.Name;

    public void Start()
    {
        var now = clock.GetUtcNow();
        var isMonitored = function.Trigger.Flag("useMonitor", otherwise: true) && !_schedule.IsUnderAMinute(now);
        _status = isMonitored ? Load() ?? Save(new TimerStatus { Next = _schedule.Next(now), LastUpdated = now }) : null;
        _stop = new CancellationTokenSource();
        _loop = LoopAsync(_stop.Token);
    }

    /// <summary>The firing as it would be now; <c>/admin/functions/{name}</c> sends this.</summary>
    public Invocation Invocation(bool isPastDue = false) => TimerInvocation.Of(function, _status, _schedule.AdjustForDst, isPastDue);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task LoopAsync(CancellationToken stop)
    {
        try
        {
            var isPastDue = _status is not null && _status.Next <= clock.GetUtcNow();
            if (isPastDue || function.Trigger.Flag("runOnStartup", otherwise: false))
            {
                await RunAsync(isPastDue, stop);
            }

            while (true)
            {
                await WaitAsync(_status?.Next ?? _schedule.Next(clock.GetUtcNow()), stop);
                await RunAsync(isPastDue: false, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task WaitAsync(DateTimeOffset until, CancellationToken stop)
    {
        // A long wait is taken in pieces that every timer can hold.
        while (until - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            using var piece = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var wait = Task.Delay(left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1), clock, piece.Token);
            if (until - clock.GetUtcNow() < left - TimeSpan.FromSeconds(30))
            {
                // Somebody moved the clock between the look at it and the wait: the wait would be too long by that much.
                await piece.CancelAsync();
                await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            await wait;
        }
    }

    private async Task RunAsync(bool isPastDue, CancellationToken stop)
    {
        var started = clock.GetUtcNow();
        await TryAsync(Invocation(isPastDue), stop);
        if (_status is not null)
        {
            _status = Save(
                new TimerStatus
                {
                    Last = started,
                    Next = _schedule.Next(clock.GetUtcNow()),
                    LastUpdated = started,
                }
            );
        }
    }

    // Repetitions are held in memory: a stop ends them. -1 repeats without end.
    // https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retry-policies
    private async Task TryAsync(Invocation invocation, CancellationToken stop)
    {
        var most = function.Retry?.MaxRetryCount ?? 0;
        for (var attempt = 0; ; attempt++)
        {
            var retry = function.Retry is null ? null : new RetryContext { RetryCount = attempt, MaxRetryCount = most };
            var result = await invoker.InvokeAsync(invocation with { Retry = retry }, CancellationToken.None);
            if (result.IsSuccess || (most >= 0 && attempt >= most))
            {
                return;
            }

            await Task.Delay(DelayAfter(function.Retry!, attempt), clock, stop);
        }
    }

    private static TimeSpan DelayAfter(RpcRetryOptions policy, int attempt)
    {
        if (policy.RetryStrategy == RpcRetryOptions.Types.RetryStrategy.FixedDelay)
        {
            return policy.DelayInterval.ToTimeSpan();
        }

        var (least, most) = (policy.MinimumInterval.ToTimeSpan(), policy.MaximumInterval.ToTimeSpan());
        var grown = least * Math.Pow(2, Math.Min(attempt, 30));
        return grown < most ? grown : most;
    }

    private TimerStatus? Load() =>
        File.Exists(_file) ? JsonSerializer.Deserialize(File.ReadAllText(_file), HostJson.Default.TimerStatus) : null;

    private TimerStatus Save(TimerStatus status)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(_file, JsonSerializer.Serialize(status, HostJson.Default.TimerStatus));
        return status;
    }
}
