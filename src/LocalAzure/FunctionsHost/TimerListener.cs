using System.Text.Json;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// Runs one timer function on the local clock. The next occurrence is only set after the previous answer, so that it
/// never overlaps itself; a failed run is not repeated.
/// https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions/Extensions/Timers/Listener/TimerListener.cs
/// </summary>
internal sealed class TimerListener(FunctionDefinition function, string folder, Invoker invoker, TimeProvider clock) : IAsyncDisposable
{
    private readonly TimerSchedule _schedule = TimerSchedule.Parse(function.Name, function.Trigger.Text("schedule")!);
    private readonly string _file = Path.Combine(folder, $"{function.Name}.json");
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private TimerStatus? _status;

    public string Function => function.Name;

    public void Start()
    {
        var now = clock.GetUtcNow();
        var isMonitored = function.Trigger.Flag("useMonitor", otherwise: true) && !_schedule.IsUnderAMinute(now);
        _status = isMonitored ? Load() ?? Save(new TimerStatus { Next = _schedule.Next(now), LastUpdated = now }) : null;
        _loop = LoopAsync();
    }

    /// <summary>The firing as it would be now; <c>/admin/functions/{name}</c> sends this.</summary>
    public Invocation Invocation(bool isPastDue = false) => TimerInvocation.Of(function, _status, _schedule.AdjustForDst, isPastDue);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            var isPastDue = _status is not null && _status.Next <= clock.GetUtcNow();
            if (isPastDue || function.Trigger.Flag("runOnStartup", otherwise: false))
            {
                await RunAsync(isPastDue);
            }

            while (true)
            {
                await WaitAsync(_status?.Next ?? _schedule.Next(clock.GetUtcNow()));
                await RunAsync(isPastDue: false);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task WaitAsync(DateTimeOffset until)
    {
        // A long wait is taken in pieces that every timer can hold.
        while (until - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1), clock, _stop.Token);
        }
    }

    private async Task RunAsync(bool isPastDue)
    {
        var started = clock.GetUtcNow();
        await invoker.InvokeAsync(Invocation(isPastDue), _stop.Token);
        _stop.Token.ThrowIfCancellationRequested();
        if (_status is not null)
        {
            _status = Save(new TimerStatus { Last = started, Next = _schedule.Next(clock.GetUtcNow()), LastUpdated = started });
        }
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
