using System.Net;
using System.Net.Http.Json;

namespace LocalAzure.Tests.Control;

public sealed class ControlRoutesTests : IAsyncLifetime
{
    private CloudUnderTest _test = null!;

    public async Task InitializeAsync() => _test = await CloudUnderTest.StartAsync();

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task A_fault_answers_as_often_as_it_was_told_and_shows_in_the_journal()
    {
        await FaultAsync(
            new
            {
                surface = "arm",
                pathPattern = "/x\\?",
                times = 2,
                status = 429,
                headers = new Dictionary<string, string> { ["Retry-After"] = "7" },
            }
        );
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var refused = await _test.Arm.GetAsync(Path("/x?a=b"));
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal("7", Assert.Single(refused.Headers.GetValues("Retry-After")));
        }

        using var passed = await _test.Arm.GetAsync(Path("/x?a=b"));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, passed.StatusCode);
        Assert.Equal(["status 429", "status 429", null], _test.Cloud.Journal.Read("arm").Select(one => one.Fault));
    }

    [Fact]
    public async Task A_dropped_connection_has_no_status_before_and_one_after_the_work()
    {
        await FaultAsync(
            new
            {
                surface = "arm",
                pathPattern = "^/before",
                times = 1,
                drop = "before",
            }
        );
        await FaultAsync(
            new
            {
                surface = "arm",
                pathPattern = "^/after",
                times = 1,
                drop = "after",
            }
        );
        await Assert.ThrowsAsync<HttpRequestException>(() => _test.Arm.PutAsync(Path("/before"), null));
        await Assert.ThrowsAsync<HttpRequestException>(() => _test.Arm.PutAsync(Path("/after"), null));
        var journal = _test.Cloud.Journal.Read("arm");
        Assert.Contains(journal, one => one is { Path: "/before", Status: null, Fault: "dropped before" });
        Assert.Contains(journal, one => one is { Path: "/after", Status: not null, Fault: "dropped after" });
    }

    [Fact]
    public async Task A_rule_can_let_some_requests_pass_first()
    {
        await FaultAsync(
            new
            {
                surface = "arm",
                pathPattern = "^/x",
                skip = 2,
                status = 500,
            }
        );
        await FaultAsync(
            new
            {
                surface = "arm",
                pathPattern = "^/x",
                status = 503,
            }
        );
        var faults = new List<string?>();
        foreach (var _ in Enumerable.Range(0, 4))
        {
            using var answer = await _test.Arm.GetAsync(Path("/x"));
            faults.Add(_test.Cloud.Journal.Read("arm")[^1].Fault);
        }

        // A rule that lets a request pass leaves it to the rules behind it.
        Assert.Equal(["status 503", null, "status 500", null], faults);
    }

    [Fact]
    public async Task A_rule_that_does_nothing_or_is_misspelt_is_refused()
    {
        foreach (
            var body in new[]
            {
                """{"surface":"arm","pathPattern":"x"}""",
                """{"surface":"arm","pathPattern":"(","status":500}""",
                """{"surfaces":"arm"}""",
                "[",
                """{"surface":"arm","pathPattern":"x","kill":true,"status":500}""",
                """{"surface":"arm","pathPattern":"x","kill":true}""",
            }
        )
        {
            using var answer = await _test.Arm.PostAsync(Path("/_local/faults"), new StringContent(body));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_journal_is_one_json_object_a_line_and_can_be_emptied()
    {
        using var call = await _test.Arm.GetAsync(Path("/x"));
        var line = Assert.Single((await _test.Arm.GetStringAsync(Path("/_local/journal?surface=arm"))).Trim().Split('\n'));
        Assert.Contains("\"path\":\"/x\"", line, StringComparison.Ordinal);
        Assert.Empty(await _test.Arm.GetStringAsync(Path("/_local/journal?surface=gateway")));
        Assert.Empty(await _test.Arm.GetStringAsync(Path($"/_local/journal?after={_test.Cloud.Journal.Read()[^1].Seq}")));
        Assert.Equal(line, (await _test.Arm.GetStringAsync(Path("/_local/journal?tail=1"))).Trim());
        using var emptied = await _test.Arm.DeleteAsync(Path("/_local/journal"));
        Assert.Empty(_test.Cloud.Journal.Read());
    }

    [Fact]
    public async Task The_clock_moves_by_a_duration_and_by_nothing_else()
    {
        var before = _test.Cloud.Clock.GetUtcNow();
        using var moved = await _test.Arm.PostAsJsonAsync(Path("/_local/clock"), new { advance = "PT2H" });
        Assert.True(moved.IsSuccessStatusCode);
        Assert.True(_test.Cloud.Clock.GetUtcNow() - before >= TimeSpan.FromHours(2));
        using var refused = await _test.Arm.PostAsJsonAsync(Path("/_local/clock"), new { advance = "tomorrow" });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static Uri Path(string path) => new(path, UriKind.Relative);

    private async Task FaultAsync<T>(T rule)
    {
        using var answer = await _test.Arm.PostAsJsonAsync(Path("/_local/faults"), rule);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
