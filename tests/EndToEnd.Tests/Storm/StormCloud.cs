using System.Text.Json.Nodes;
using LocalAzure;

namespace EndToEnd.Tests.Storm;

/// <summary>
/// 500 deployments over 50 accounts, made in one go while their events wait; then the events come all at once, doubled,
/// shuffled, and some of them never.
/// </summary>
public abstract class StormCloud(int instances) : CloudFixture(new Dictionary<string, string> { ["Importer__Drift__Mode"] = "Repair" })
{
    public const int Accounts = 50;

    // All events of two accounts, and a few of the others: 22 + 1 % of 528 are about 5 % of 550.
    private const int AllLost = 2;
    private const double Lose = 0.01;

    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(10);

    /// <summary>The accounts of the storm.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, Accounts).Select(number => $"storm-{number:00}")];

    /// <summary>Those of which no event arrives.</summary>
    public static IReadOnlyList<string> Unheard { get; } = [.. Names.Take(AllLost)];

    /// <summary>The kind of a storm's account: there are three, each with ten models of its own.</summary>
    public static int KindOf(string name) => int.Parse(name[^2..], System.Globalization.CultureInfo.InvariantCulture) % Models.Kinds.Count;

    /// <summary>An account of a kind, imported in peace; what it took is the measure.</summary>
    public async Task<string> CalmAsync(int kind)
    {
        var account = $"calm-{kind}";
        await HoldAsync([]);
        await MakeAsync(Arm, account, kind);
        await LetGoAsync();
        await SettleAsync();
        return account;
    }

    /// <summary>Makes everything and lets the events go.</summary>
    public async Task RageAsync()
    {
        await Control.DeliverAsync(new JsonObject { ["drop"] = AllLost * 11 });
        await Task.WhenAll(Unheard.Select(name => MakeAsync(ArmOf(name), name, KindOf(name))));
        await HoldAsync(
            new JsonObject
            {
                ["duplicate"] = 1,
                ["shuffle"] = true,
                ["seed"] = 20261122,
                ["lose"] = Lose,
            }
        );
        await Parallel.ForEachAsync(
            Names.Skip(AllLost),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (name, _) => await MakeAsync(ArmOf(name), name, KindOf(name))
        );
        await LetGoAsync();
    }

    /// <summary>What the service holds for an account.</summary>
    public Task<string> PictureAsync(string account) => Kill.Picture.OfAsync(ArmOf($"reader of {account}"), account);

    protected override LocalAzureOptions With(LocalAzureOptions options) =>
        options with
        {
            Instances = instances,
            OperationLength = TimeSpan.FromMilliseconds(40),
            Propagation = TimeSpan.FromMilliseconds(40),
        };

    private Task HoldAsync(JsonObject settings)
    {
        settings["delayMs"] = (int)Hold.TotalMilliseconds;
        return Control.DeliverAsync(settings);
    }

    private async Task LetGoAsync()
    {
        await Control.DeliverAsync();
        await Control.AdvanceAsync(Hold);
    }

    private static async Task MakeAsync(ArmDriver arm, string account, int kind)
    {
        await arm.PutAccountAsync(account);
        await Task.WhenAll(Models.Kinds[kind].Select(model => arm.DeployAsync(account, model.Name, model.Format)));
    }
}
