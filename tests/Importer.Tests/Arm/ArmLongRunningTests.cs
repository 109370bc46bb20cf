using System.Text.Json.Nodes;
using Importer.Arm;

namespace Importer.Tests.Arm;

public sealed class ArmLongRunningTests : IDisposable
{
    private const string Thing = "/toys/bear";
    private const string Write = "PUT " + Thing;
    private const string Result = "/toys/bear?asyncId=1&api-version=1";
    private const string Poll = "GET /toys/bear?asyncId=1";
    private const string Failure =
        """{"error":{"code":"ValidationError","message":"One or more fields contain incorrect values:","details":[{"code":"ValidationError","target":"representation","message":"Error on line 19, column 7"}]}}""";

    private readonly ScriptedArm _arm = new();

    public void Dispose() => _arm.Dispose();

    [Fact]
    public async Task A_location_is_asked_until_it_answers_200()
    {
        _arm.On(Write, new Answer(202).With("Location", Result))
            .On(Poll, new Answer(202), new Answer(201, """{"properties":{}}"""), new Answer(200, """{"name":"bear"}"""));

        var answer = await PutAsync();

        Assert.Equal((200, "bear", 4), (answer.Status, answer.Body.Text("name"), _arm.Sent.Count));
        Assert.All(_arm.Clock.Waits, wait => Assert.Equal(TimeSpan.FromSeconds(1), wait));
    }

    [Fact]
    public async Task Retry_After_sets_the_pace()
    {
        _arm.On(Write, new Answer(202).With("Location", Result).With("Retry-After", "3"))
            .On(Poll, new Answer(202).With("Retry-After", "5"), new Answer(200, """{"name":"bear"}"""));

        await PutAsync();

        Assert.Equal([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)], _arm.Clock.Waits);
    }

    [Fact]
    public async Task A_failure_that_shows_only_at_the_location_is_told_with_its_details()
    {
        _arm.On(Write, new Answer(202).With("Location", Result)).On(Poll, new Answer(202), new Answer(400, Failure));

        var refusal = await Assert.ThrowsAsync<ArmException>(PutAsync);

        Assert.Equal(ArmErrorKind.Permanent, refusal.Kind);
        Assert.Equal(
            "ValidationError: One or more fields contain incorrect values: representation: Error on line 19, column 7",
            refusal.Message
        );
    }

    [Theory]
    [InlineData("InProgress")]
    [InlineData("Running")]
    [InlineData("Accepted")]
    public async Task An_operation_status_is_followed_until_it_ends(string running)
    {
        _arm.On(Write, new Answer(201, """{"properties":{}}""").With("Azure-AsyncOperation", Result))
            .On(Poll, new Answer(200, $$"""{"status":"{{running}}"}"""), new Answer(200, """{"status":"Succeeded"}"""));

        await PutAsync();

        Assert.Equal(3, _arm.Sent.Count);
    }

    [Fact]
    public async Task A_failed_operation_status_is_a_failure_although_the_answer_is_200()
    {
        _arm.On(Write, new Answer(202).With("Azure-AsyncOperation", Result))
            .On(Poll, new Answer(200, """{"status":"Failed","error":{"code":"ValidationError","message":"bad document"}}"""));

        var refusal = await Assert.ThrowsAsync<ArmException>(PutAsync);

        Assert.Equal((ArmErrorKind.Permanent, "ValidationError: bad document"), (refusal.Kind, refusal.Message));
    }

    [Theory]
    [InlineData("""{"status":"Failed"}""", "OperationFailed")]
    [InlineData("""{"properties":{"provisioningState":"Failed"}}""", "OperationFailed")]
    [InlineData("""{"status":"Canceled"}""", "OperationCanceled")]
    public async Task A_failure_without_words_is_a_failure_all_the_same(string body, string code)
    {
        _arm.On(Write, new Answer(202).With("Location", Result)).On(Poll, new Answer(200, body));

        var refusal = await Assert.ThrowsAsync<ArmException>(PutAsync);

        Assert.Equal(code, refusal.Code);
    }

    [Theory]
    [InlineData("""{"properties":{"provisioningState":"InProgress"}}""")]
    [InlineData("""{"ProvisioningState":"InProgress"}""")]
    [InlineData("""{"provisioningState":"InProgress"}""")]
    public async Task A_resource_in_progress_is_asked_itself_when_no_link_is_given(string body)
    {
        _arm.On(Write, new Answer(201, body))
            .On("GET " + Thing, new Answer(200, body), new Answer(200, """{"properties":{"provisioningState":"Succeeded"}}"""));

        await PutAsync();

        Assert.Equal(3, _arm.Sent.Count);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    public async Task A_plain_success_is_not_followed(int status)
    {
        _arm.On(Write, new Answer(status, """{"properties":{"provisioningState":"Succeeded"}}"""));

        await PutAsync();

        Assert.Single(_arm.Sent);
    }

    [Fact]
    public async Task An_operation_that_never_ends_is_left_for_later()
    {
        _arm.On(Write, new Answer(202).With("Location", Result)).On(Poll, new Answer(202).With("Retry-After", "10"));
        var began = _arm.Clock.GetUtcNow();

        var refusal = await Assert.ThrowsAsync<ArmException>(PutAsync);

        Assert.Equal(("OperationNotFinished", ArmErrorKind.Later), (refusal.Code, refusal.Kind));
        Assert.True(_arm.Clock.GetUtcNow() - began <= new ArmSettings().OperationFor);
    }

    [Fact]
    public async Task An_operation_is_not_followed_past_the_deadline()
    {
        _arm.On(Write, new Answer(202).With("Location", Result)).On(Poll, new Answer(202));
        using var deadline = ArmDeadline.Until(_arm.Clock.GetUtcNow().AddSeconds(10));

        var refusal = await Assert.ThrowsAsync<ArmException>(PutAsync);

        Assert.Equal("OperationNotFinished", refusal.Code);
        Assert.True(_arm.Sent.Count < 15);
    }

    [Fact]
    public async Task A_lost_poll_is_asked_again()
    {
        _arm.On(Write, new Answer(202).With("Location", Result))
            .On(Poll, Answer.Dropped, new Answer(503), new Answer(200, """{"name":"bear"}"""));

        Assert.Equal(200, (await PutAsync()).Status);
    }

    [Fact]
    public async Task A_location_on_another_host_is_not_asked()
    {
        _arm.On(Write, new Answer(202).With("Location", "https://elsewhere.example/x"));

        Assert.Equal("ForeignLink", (await Assert.ThrowsAsync<ArmException>(PutAsync)).Code);
    }

    [Fact]
    public async Task A_busy_import_is_sent_again()
    {
        _arm.On(Write, new Answer(202).With("Location", Result))
            .On(
                Poll,
                Answer.Error(409, "PessimisticConcurrencyConflict", "Operation on the API is in progress"),
                new Answer(200, """{"name":"bear"}""")
            );

        await PutAsync();

        Assert.Equal(["PUT", "GET", "PUT", "GET"], _arm.Sent.Select(sent => sent.Method));
    }

    [Fact]
    public async Task A_deletion_is_done_when_its_location_is_gone()
    {
        _arm.On("DELETE " + Thing, new Answer(202).With("Location", Result))
            .On(Poll, new Answer(202), Answer.Error(404, "ResourceNotFound", "gone"));

        var answer = await _arm.Client().DeleteAsync(Thing, "1", ArmCondition.IfPresent, CancellationToken.None);

        Assert.Equal(404, answer.Status);
    }

    private Task<ArmResponse> PutAsync() => _arm.Client().PutAsync(Thing, "1", new JsonObject(), null, CancellationToken.None);
}
