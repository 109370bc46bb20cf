using LocalAzure.State;

namespace LocalAzure.Tests.State;

public sealed class LocalClockTests
{
    [Fact]
    public async Task A_delay_ends_when_the_clock_is_moved_past_it()
    {
        var clock = new LocalClock();
        var delay = Task.Delay(TimeSpan.FromDays(30), clock);
        clock.Advance(TimeSpan.FromDays(29));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromDays(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_periodic_timer_makes_up_for_every_period_the_clock_was_moved()
    {
        var clock = new LocalClock();
        using var fired = new SemaphoreSlim(0);
        await using var timer = clock.CreateTimer(_ => fired.Release(), null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        clock.Advance(TimeSpan.FromHours(3.5));
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await fired.WaitAsync(TimeSpan.FromSeconds(30)));
        }

        Assert.Equal(0, fired.CurrentCount);
    }

    [Fact]
    public void Timestamps_move_with_the_clock()
    {
        var clock = new LocalClock();
        var before = clock.GetTimestamp();
        clock.Advance(TimeSpan.FromHours(1));
        Assert.True(clock.GetElapsedTime(before) >= TimeSpan.FromHours(1));
    }
}
