using Importer.Arm;

namespace Importer.Tests.Arm;

public sealed class ArmBudgetTests : IDisposable
{
    private const string Thing = "/subscriptions/00000000-0000-0000-0000-000000000001/toys/bear";

    private readonly ScriptedArm _arm = new();

    public void Dispose() => _arm.Dispose();

    [Fact]
    public async Task Nothing_is_held_back_while_nothing_is_known()
    {
        _arm.On("PUT " + Thing, "{}");
        var client = _arm.Client();

        for (var call = 0; call < 300; call++)
        {
            await client.PutAsync(Thing, "1", null, null, CancellationToken.None);
        }

        Assert.Empty(_arm.Clock.Waits);
    }

    [Fact]
    public async Task Writes_slow_down_when_few_are_left()
    {
        _arm.On("PUT " + Thing, new Answer(200, "{}").With("x-ms-ratelimit-remaining-subscription-writes", "5"));
        var client = _arm.Client();

        await client.PutAsync(Thing, "1", null, null, CancellationToken.None);
        await client.PutAsync(Thing, "1", null, null, CancellationToken.None);

        // Five left and one taken, ten are left to others: six are missing, at ten a second.
        Assert.Equal([TimeSpan.FromSeconds(0.6)], _arm.Clock.Waits);
    }

    [Fact]
    public async Task Reads_have_a_bucket_of_their_own()
    {
        _arm.On("PUT " + Thing, new Answer(200, "{}").With("x-ms-ratelimit-remaining-subscription-writes", "0"))
            .On("GET " + Thing, """{"name":"bear"}""");
        var client = _arm.Client();

        await client.PutAsync(Thing, "1", null, null, CancellationToken.None);
        await client.GetAsync(Thing, "1", CancellationToken.None);

        Assert.Empty(_arm.Clock.Waits);
    }

    [Fact]
    public async Task A_bucket_fills_with_time()
    {
        _arm.On("PUT " + Thing, new Answer(200, "{}").With("x-ms-ratelimit-remaining-subscription-writes", "0"));
        var client = _arm.Client();
        await client.PutAsync(Thing, "1", null, null, CancellationToken.None);

        _arm.Clock.Advance(TimeSpan.FromSeconds(5));
        await client.PutAsync(Thing, "1", null, null, CancellationToken.None);

        Assert.Empty(_arm.Clock.Waits);
    }

    [Theory]
    [InlineData(1, 0.2)]
    [InlineData(5, 0.6)]
    [InlineData(9, 1.0)]
    public void Calls_that_are_under_way_are_taken_off_what_an_answer_says_is_left(int underWay, double seconds)
    {
        var bucket = new TokenBucket(10, 10, _arm.Clock);
        bucket.Take();
        for (var call = 0; call < underWay; call++)
        {
            bucket.Take();
        }

        // Ten are left to others, and those under way are not in the figure yet.
        bucket.Observe(10);

        Assert.Equal(TimeSpan.FromSeconds(seconds), bucket.Take());
    }

    [Fact]
    public void A_call_that_came_to_nothing_is_under_way_no_longer()
    {
        var bucket = new TokenBucket(10, 10, _arm.Clock);
        bucket.Take();
        bucket.Take();
        bucket.Observe(null);

        bucket.Observe(11);

        Assert.Equal(TimeSpan.Zero, bucket.Take());
    }
}
