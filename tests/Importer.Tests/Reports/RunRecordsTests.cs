using Importer.Reports;
using Importer.Runs;
using Importer.Storage;

namespace Importer.Tests.Reports;

public sealed class RunRecordsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("records-").FullName;
    private readonly FolderDocumentStore _store;
    private readonly RunRecords _records;

    public RunRecordsTests()
    {
        _store = new FolderDocumentStore(_folder);
        _records = new RunRecords(_store);
    }

    [Fact]
    public async Task A_run_that_waits_has_a_record_without_an_outcome()
    {
        await _records.BeginAsync(ARun.Of(), default);

        Assert.Null((await _records.ReadAsync("run-00000001", default))!.Outcome);
    }

    [Fact]
    public async Task Each_try_is_kept_and_the_last_one_tells_the_outcome()
    {
        await _records.BeginAsync(ARun.Of(), default);
        await _records.FinishAsync(ARun.Of(outcome: RunOutcome.Failed) with { Error = "ServiceLocked" }, default);
        await _records.BeginAsync(ARun.Of() with { StartedAt = ARun.Time.AddSeconds(30) }, default);
        Assert.Null((await _records.ReadAsync("run-00000001", default))!.Outcome);
        await _records.FinishAsync(ARun.Of() with { StartedAt = ARun.Time.AddSeconds(30) }, default);

        var record = (await _records.ReadAsync("run-00000001", default))!;
        Assert.Equal(
            [(RunOutcome.Failed, "ServiceLocked"), (RunOutcome.Succeeded, null)],
            record.Attempts.Select(attempt => (attempt.Outcome, attempt.Error))
        );
        Assert.Equal((RunOutcome.Succeeded, null), (record.Outcome, record.Error));
    }

    [Fact]
    public async Task A_try_that_was_cut_off_is_told_by_the_next_one()
    {
        await _records.BeginAsync(ARun.Of(), default);
        await _records.BeginAgainAsync(ARun.Of() with { StartedAt = ARun.Time.AddSeconds(30) }, default);
        await _records.FinishAsync(ARun.Of() with { StartedAt = ARun.Time.AddSeconds(30) }, default);

        var attempts = (await _records.ReadAsync("run-00000001", default))!.Attempts;
        Assert.Equal([RunOutcome.Failed, RunOutcome.Succeeded], attempts.Select(attempt => attempt.Outcome));
        Assert.Contains("cut off", attempts[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_try_written_twice_counts_once()
    {
        await _records.FinishAsync(ARun.Of(), default);
        await _records.FinishAsync(ARun.Of(), default);

        Assert.Single((await _records.ReadAsync("run-00000001", default))!.Attempts);
    }

    [Fact]
    public async Task Two_writers_of_one_record_lose_no_try()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(second => _records.FinishAsync(ARun.Of() with { StartedAt = ARun.Time.AddSeconds(second) }, default))
        );

        Assert.Equal(4, (await _records.ReadAsync("run-00000001", default))!.Attempts.Count);
    }

    [Fact]
    public async Task The_newest_come_first_and_what_is_no_record_is_passed_over()
    {
        foreach (var id in new[] { "20261121t100000000z-aaaaaaaa", "20261121t100002000z-aaaaaaaa", "20261121t100001000z-aaaaaaaa" })
        {
            await _records.BeginAsync(ARun.Of(id), default);
        }

        await _store.WriteAsync("runs/20261121t100003000z-aaaaaaaa.json", BinaryData.FromString("{}"), "application/json", null, default);

        Assert.Equal(
            ["20261121t100002000z-aaaaaaaa", "20261121t100001000z-aaaaaaaa"],
            (await _records.ListAsync(3, default)).Select(run => run.Id)
        );
    }

    [Theory]
    [InlineData("../drift/latest")]
    [InlineData("short")]
    [InlineData("UPPER-CASE")]
    [InlineData("run-00000001\n")]
    public async Task An_id_that_is_none_is_refused(string id) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _records.ReadAsync(id, default));

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
