using Importer.Reports;
using Importer.Runs;
using Importer.Storage;

namespace Importer.Tests.Reports;

/// <summary>The record of a run that is tried very often stays small and says how often.</summary>
public sealed class RunAttemptsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("attempts-").FullName;
    private readonly FolderDocumentStore _store;
    private readonly RunRecords _records;

    public RunAttemptsTests()
    {
        _store = new FolderDocumentStore(_folder);
        _records = new RunRecords(_store);
    }

    [Fact]
    public async Task The_first_try_and_the_last_twenty_stay_and_the_others_are_counted()
    {
        for (var count = 0; count < 21; count++)
        {
            await TryAsync(count);
        }

        Assert.Equal((21, null), await CountsAsync());
        for (var count = 21; count < 30; count++)
        {
            await TryAsync(count);
        }

        var record = (await _records.ReadAsync("run-00000001", default))!;
        Assert.Equal((21, 9), await CountsAsync());
        Assert.Equal(
            [0, .. Enumerable.Range(10, 20)],
            record.Attempts.Select(attempt => (int)(attempt.StartedAt - ARun.Time).TotalSeconds)
        );

        // The last try is written once more, because its answer was lost.
        await _records.FinishAsync(Run(29), default);
        Assert.Equal((21, 9), await CountsAsync());
    }

    [Fact]
    public async Task Tries_that_were_cut_off_are_counted_too()
    {
        for (var count = 0; count < 60; count++)
        {
            await _records.BeginAgainAsync(Run(count) with { Outcome = null }, default);
        }

        Assert.Equal((21, 38), await CountsAsync());
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static RunReport Run(int second) =>
        ARun.Of(outcome: RunOutcome.Failed) with
        {
            StartedAt = ARun.Time.AddSeconds(second),
            Error = $"try {second}",
        };

    private async Task TryAsync(int second)
    {
        await _records.BeginAgainAsync(Run(second) with { Outcome = null }, default);
        await _records.FinishAsync(Run(second), default);
    }

    private async Task<(int Kept, int? LeftOut)> CountsAsync()
    {
        var record = (await _records.ReadAsync("run-00000001", default))!;
        return (record.Attempts.Count, record.AttemptsLeftOut);
    }
}
