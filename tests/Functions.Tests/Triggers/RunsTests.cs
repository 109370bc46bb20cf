namespace Functions.Tests.Triggers;

public sealed class RunsTests
{
    [Fact]
    public async Task Runs_are_listed_newest_first()
    {
        await using var app = new AppUnderTest();
        List<string> ids = [];
        for (var count = 0; count < 12; count++)
        {
            ids.Insert(0, (await app.ReimportAsync("{}")).HttpJson["id"]!.GetValue<string>());
        }

        var listed = (await app.RunsAsync(query: "?top=10")).HttpJson["runs"]!.AsArray();

        // Ids minted within one millisecond have no order among themselves.
        Assert.Equal(10, listed.Count);
        Assert.Equal(ids.OrderDescending(StringComparer.Ordinal).Take(10), listed.Select(run => run!["id"]!.GetValue<string>()));
    }

    [Fact]
    public async Task No_runs_are_an_empty_list()
    {
        await using var app = new AppUnderTest();

        Assert.Empty((await app.RunsAsync()).HttpJson["runs"]!.AsArray());
    }

    [Fact]
    public async Task One_run_is_had_by_its_id()
    {
        await using var app = new AppUnderTest();
        var id = (await app.ReimportAsync("{}")).HttpJson["id"]!.GetValue<string>();

        var answer = await app.RunsAsync(id);

        Assert.Equal((200, id), (answer.HttpStatus, answer.HttpRun.Id));
    }

    [Fact]
    public async Task An_unknown_run_is_404()
    {
        await using var app = new AppUnderTest();

        var answer = await app.RunsAsync("run-00000001");

        Assert.Equal(404, answer.HttpStatus);
        Assert.NotEmpty(answer.HttpJson["error"]!["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("../drift/latest")]
    [InlineData("..%2fdrift%2flatest")]
    [InlineData("RUN-00000001")]
    [InlineData("")]
    public async Task An_id_that_is_none_never_reaches_the_store(string id)
    {
        await using var app = new AppUnderTest();
        app.Store.IsAway = true;

        var answer = await app.RunsAsync(id);

        Assert.Equal(400, answer.HttpStatus);
        Assert.Equal(["id"], answer.FaultyFields);
    }

    [Fact]
    public async Task A_store_that_is_away_is_told()
    {
        await using var app = new AppUnderTest();
        app.Store.IsAway = true;

        Assert.Equal(503, (await app.RunsAsync()).HttpStatus);
    }
}
