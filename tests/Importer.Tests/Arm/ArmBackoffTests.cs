using Importer.Arm;

namespace Importer.Tests.Arm;

/// <summary>How long is waited between tries: what the service asks for, else longer each time, never in step with others.</summary>
public sealed class ArmBackoffTests : IDisposable
{
    private readonly ScriptedArm _arm = new();

    public void Dispose() => _arm.Dispose();

    [Theory]
    [InlineData(1, 500)]
    [InlineData(2, 1000)]
    [InlineData(3, 2000)]
    [InlineData(5, 8000)]
    [InlineData(6, 10_000)]
    [InlineData(11, 10_000)]
    [InlineData(70, 10_000)]
    public void It_doubles_up_to_ten_seconds_and_is_shortened_by_a_fifth_at_most(int attempt, int milliseconds)
    {
        var waits = Enumerable.Range(0, 500).Select(_ => ArmBackoff.After(attempt).TotalMilliseconds).ToList();

        Assert.All(waits, wait => Assert.InRange(wait, milliseconds * 0.8, milliseconds));
        Assert.True(waits.Distinct().Count() > 50, "they march in step");
        Assert.InRange(ArmBackoff.WhileBusy(attempt).TotalMilliseconds, 0.8 * Math.Min(10_000, milliseconds / 2), milliseconds);
    }

    [Theory]
    [InlineData("retry-after-ms", "1700", 1700)]
    [InlineData("x-ms-retry-after-ms", "1700", 1700)]
    [InlineData("Retry-After", "3", 3000)]
    [InlineData("Retry-After", "1.5", 1500)]
    public async Task What_the_service_asks_for_in_any_of_its_headers_is_waited_for(string header, string value, int milliseconds)
    {
        _arm.On("GET /toys/bear", new Answer(503).With(header, value), new Answer(200, """{"name":"bear"}"""));

        await _arm.Client().GetAsync("/toys/bear", "1", CancellationToken.None);

        Assert.Equal([TimeSpan.FromMilliseconds(milliseconds)], _arm.Clock.Waits);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    public async Task As_long_as_may_be_waited_is_waited_and_no_longer(int more, int calls)
    {
        var longest = (int)new ArmSettings().LongestWait.TotalSeconds;
        _arm.On("GET /toys/bear", new Answer(503).With("Retry-After", $"{longest + more}"), new Answer(200, """{"name":"bear"}"""));

        await Record.ExceptionAsync(() => _arm.Client().GetAsync("/toys/bear", "1", CancellationToken.None));

        Assert.Equal(calls, _arm.Sent.Count);
    }
}
