using System.Globalization;
using Importer.Resources;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

/// <summary>Events come doubled, late and in any order; the gateway ends the same.</summary>
public sealed class PermutationTests
{
    private static readonly string[] Accounts = ["contoso", "fabrikam", "tailwind"];
    private static readonly string[] Models = ["gpt-4o", "gpt-4.1", "text-embedding-3-large", "Llama-3.3-70B-Instruct", "Mistral-large"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Any_order_and_duplication_of_events_ends_in_the_same_gateway(int seed)
    {
        var random = new Random(seed);
        var world = Accounts
            .SelectMany(account => Models.Select(model => (Account: account, Model: model)))
            .Where(_ => random.Next(2) == 0)
            .ToList();

        var one = await RunAsync(world, Shuffled(world, random));
        var other = await RunAsync(world, Shuffled([.. world, .. world.Where(_ => random.Next(3) == 0)], random));

        Assert.True(
            one == other,
            string.Create(CultureInfo.InvariantCulture, $"seed {seed}: two orders of the same events ended in two gateways")
        );
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Creates_and_deletes_in_any_order_leave_nothing_behind_once_all_is_gone(int seed)
    {
        var random = new Random(seed);
        var scene = new Scene();
        var steps = Accounts
            .SelectMany(account => Models.Select(model => (Account: account, Model: model)))
            .Where(_ => random.Next(2) == 0)
            .ToList();
        foreach (var (account, model) in Shuffled(steps, random))
        {
            scene.Source.Deploy(account, model);
            await scene.RunAsync(Scope(account, model));
        }

        foreach (var (account, model) in Shuffled(steps, random))
        {
            scene.Source.Delete(account, model);
            await scene.RunAsync(Scope(account, model));
        }

        Assert.DoesNotContain(scene.Gateway.Resources.Keys, key => key.Kind != Gateway.ResourceKind.Role);
        Assert.Empty((await scene.RunAsync()).Steps);
    }

    private static async Task<string> RunAsync(
        IReadOnlyList<(string Account, string Model)> world,
        IEnumerable<(string Account, string Model)> events
    )
    {
        var scene = new Scene();
        foreach (var (account, model) in world)
        {
            scene.Source.Deploy(account, model);
        }

        foreach (var (account, model) in events)
        {
            await scene.RunAsync(Scope(account, model));
        }

        Assert.Empty((await scene.RunAsync()).Steps);
        return scene.Gateway.Picture;
    }

    private static ResourceId Scope(string account, string model) => AnAccount.Id(account).Child("deployments", model);

    private static List<T> Shuffled<T>(IReadOnlyList<T> items, Random random)
    {
        T[] copy = [.. items];
        random.Shuffle(copy);
        return [.. copy];
    }
}
