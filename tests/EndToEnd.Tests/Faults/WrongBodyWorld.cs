using Importer.Runs;
using LocalAzure.State;

namespace EndToEnd.Tests.Faults;

/// <summary>One cloud for all cases, with the states they start from and what good runs read.</summary>
public sealed class WrongBodyWorld : IAsyncLifetime
{
    private string _peoples = "";

    internal Bench Bench { get; private set; } = null!;

    internal IReadOnlyList<ArmResource> Deployed { get; private set; } = [];

    internal IReadOnlyList<ArmResource> Standing { get; private set; } = [];

    internal IReadOnlyList<ArmResource> Leaving { get; private set; } = [];

    internal IReadOnlyList<CallKind> Imports { get; private set; } = [];

    internal IReadOnlyList<CallKind> Withdrawals { get; private set; } = [];

    internal IReadOnlyList<CallKind> Sweeps { get; private set; } = [];

    internal IReadOnlyList<CallKind> Checks { get; private set; } = [];

    internal IReadOnlyList<CallKind> Rounds { get; private set; } = [];

    internal string Empty { get; private set; } = "";

    internal string Imported { get; private set; } = "";

    internal bool HoldsWhatPeopleMade => _peoples == Peoples;

    private string Peoples =>
        string.Join('\n', Bench.Picture.Split('\n').Where(line => !line.Contains("fabrikam", StringComparison.OrdinalIgnoreCase)));

    public async Task InitializeAsync()
    {
        Bench = await Bench.StartAsync();
        (Empty, _peoples) = (Bench.Picture, Peoples);
        await Bench.DeployAsync("fabrikam", "gpt-4o");
        Deployed = Bench.Keep();
        Imports = await ReadsAsync(() => Bench.RunAsync("fabrikam"));
        (Imported, Standing) = (Bench.Picture, Bench.Keep());
        Sweeps = await ReadsAsync(() => Bench.SweepAsync(RunMode.Apply));
        Checks = await ReadsAsync(() => Bench.SweepAsync(RunMode.Plan));
        Rounds = await ReadsAsync(Bench.HealthAsync);
        await Bench.DeleteAsync("fabrikam", "gpt-4o");
        Leaving = Bench.Keep();
        Withdrawals = await ReadsAsync(() => Bench.RunAsync("fabrikam"));
        Assert.Equal(Empty, Bench.Picture);
    }

    public async Task DisposeAsync() => await Bench.DisposeAsync();

    private async Task<IReadOnlyList<CallKind>> ReadsAsync<T>(Func<Task<T>> run)
    {
        Bench.Cloud.Journal.Clear();
        await run();
        var reads = CallKind.In(Bench.Cloud.Journal.Read(null), "fabrikam").Where(call => call.Method is "GET" or "POST").ToList();
        Assert.NotEmpty(reads);
        return reads;
    }
}
