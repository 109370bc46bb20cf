using Importer.Arm;

namespace Importer.Tests.Arm;

public sealed class ArmRetryTests : IDisposable
{
    private const string Thing = "/toys/bear";
    private const string Read = "GET " + Thing;
    private const string Write = "PUT " + Thing;

    private static readonly Answer Done = new(200, """{"name":"bear"}""");

    private readonly ScriptedArm _arm = new();

    public void Dispose() => _arm.Dispose();

    public static TheoryData<string, Answer> PassingFaults =>
        new()
        {
            { "dropped connection", Answer.Dropped },
            { "time-out", Answer.TimedOut },
            { "408", new Answer(408) },
            { "500", Answer.Error(500, "InternalServerError", "oops") },
            { "502 page", new Answer(502, "<html>bad gateway</html>") },
            { "503", new Answer(503) },
            { "504", new Answer(504) },
            { "429 short", new Answer(429).With("Retry-After", "2") },
            { "429 without a time", new Answer(429) },
        };

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task A_passing_fault_is_tried_again(string fault, Answer answer)
    {
        _arm.On(Read, answer, Done);

        var read = await _arm.Client().GetAsync(Thing, "1", CancellationToken.None);

        Assert.Equal((200, 2), (read.Status, _arm.Sent.Count));
        Assert.True(_arm.Clock.Waits.Count == 1, fault);
    }

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task A_fault_that_stays_is_left_for_later(string fault, Answer answer)
    {
        _arm.On(Write, answer);

        var refusal = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().PutAsync(Thing, "1", null, null, CancellationToken.None));

        Assert.Equal((fault, ArmErrorKind.Later), (fault, refusal.Kind));
        Assert.Equal(new ArmSettings().Tries, _arm.Sent.Count);
    }

    [Fact]
    public async Task A_short_Retry_After_is_waited_for_exactly()
    {
        _arm.On(Read, new Answer(429).With("Retry-After", "17"), Done);

        await _arm.Client().GetAsync(Thing, "1", CancellationToken.None);

        Assert.Equal([TimeSpan.FromSeconds(17)], _arm.Clock.Waits);
    }

    [Fact]
    public async Task A_long_Retry_After_comes_back_as_throttled_at_once()
    {
        _arm.On(Read, Answer.Error(429, "TooManyRequests", "slow down").With("Retry-After", "120"));

        var refusal = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().GetAsync(Thing, "1", CancellationToken.None));

        Assert.Equal((429, ArmErrorKind.Later, 1), (refusal.Status, refusal.Kind, _arm.Sent.Count));
        Assert.Empty(_arm.Clock.Waits);
    }

    [Fact]
    public async Task A_wait_that_would_pass_the_deadline_is_not_begun()
    {
        _arm.On(Read, new Answer(429).With("Retry-After", "20"));
        using var deadline = ArmDeadline.Until(_arm.Clock.GetUtcNow().AddSeconds(10));

        await Assert.ThrowsAsync<ArmException>(() => _arm.Client().GetAsync(Thing, "1", CancellationToken.None));

        Assert.Empty(_arm.Clock.Waits);
    }

    [Fact]
    public void An_inner_deadline_never_extends_an_outer_one()
    {
        var outer = _arm.Clock.GetUtcNow().AddSeconds(10);
        using (ArmDeadline.Until(outer))
        {
            using (ArmDeadline.Until(outer.AddHours(1)))
            {
                Assert.Equal(outer, ArmDeadline.Current);
            }

            using (ArmDeadline.Until(outer.AddSeconds(-5)))
            {
                Assert.Equal(outer.AddSeconds(-5), ArmDeadline.Current);
            }
        }

        Assert.Null(ArmDeadline.Current);
    }

    [Theory]
    [InlineData(409, "PessimisticConcurrencyConflict", "Operation on the API is in progress")]
    [InlineData(409, "Conflict", "Operation on the API is in progress")]
    [InlineData(409, "ManagementApiRequestFailed", "try again")]
    [InlineData(422, "ManagementApiRequestFailed", "try again")]
    [InlineData(409, "RequestConflict", "Another operation is being performed on the parent resource")]
    public async Task A_write_waits_for_another_write_to_end(int status, string code, string message)
    {
        var busy = Answer.Error(status, code, message);
        _arm.On(Write, busy, busy, busy, Done);

        var answer = await _arm.Client().PutAsync(Thing, "1", null, null, CancellationToken.None);

        Assert.Equal((200, 4, 3), (answer.Status, _arm.Sent.Count, _arm.Clock.Waits.Count));
    }

    [Fact]
    public async Task A_write_does_not_wait_for_ever()
    {
        _arm.On(Write, Answer.Error(409, "PessimisticConcurrencyConflict", "Operation on the API is in progress"));
        var began = _arm.Clock.GetUtcNow();

        var refusal = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().PutAsync(Thing, "1", null, null, CancellationToken.None));

        Assert.Equal(ArmErrorKind.Busy, refusal.Kind);
        Assert.InRange(_arm.Clock.GetUtcNow() - began, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(80));
    }

    [Theory]
    [InlineData(400, "ValidationError")]
    [InlineData(401, "InvalidAuthenticationToken")]
    [InlineData(403, "AuthorizationFailed")]
    [InlineData(409, "ServiceLocked")]
    [InlineData(412, "PreconditionFailed")]
    public async Task A_refusal_is_not_tried_again(int status, string code)
    {
        _arm.On(Write, Answer.Error(status, code, "no"));

        await Assert.ThrowsAsync<ArmException>(() => _arm.Client().PutAsync(Thing, "1", null, null, CancellationToken.None));

        Assert.Single(_arm.Sent);
    }
}
