using System.Text.Json.Nodes;
using LocalAzure;

namespace Bench.Clouds;

/// <summary>Fills a cloud: one account is made the ordinary way, and copied.</summary>
internal static class Population
{
    private const string Pattern = "pattern-account";

    public static string Name(int number) => $"account-{number:0000}";

    public static async Task PlantAsync(Cloud cloud, CloudWish wish, CancellationToken cancellationToken)
    {
        // A service that has room for the operations of a thousand APIs.
        var service = cloud.Store.Get(Ids.Service)!;
        var larger = service.Body.DeepClone().AsObject();
        larger["sku"]!["name"] = "Premium";
        cloud.Store.Put(service.Id, service.Type, larger);
        if (wish.Accounts == 0)
        {
            return;
        }

        using var hands = new ArmHands(cloud.Options.Arm);
        await hands.PutAccountAsync(Pattern, cancellationToken);
        await hands.SettledAsync(Ids.Account(Pattern), cancellationToken);
        foreach (var model in Models.All.Take(wish.Deployments))
        {
            await hands.DeployAsync(Pattern, model, model, cancellationToken);
            await hands.SettledAsync(Ids.Deployment(Pattern, model), cancellationToken);
        }

        Copy(cloud, wish);
        cloud.Store.Remove(Ids.Account(Pattern));
    }

    private static void Copy(Cloud cloud, CloudWish wish)
    {
        string[] ids = [Ids.Account(Pattern), .. Models.All.Take(wish.Deployments).Select(model => Ids.Deployment(Pattern, model))];
        foreach (var original in ids.Select(id => cloud.Store.Get(id)!))
        {
            var text = original.Body.ToJsonString();
            for (var number = 1; number <= wish.Accounts; number++)
            {
                var body = JsonNode.Parse(text.Replace(Pattern, Name(number), StringComparison.Ordinal))!.AsObject();
                cloud.Store.Put(original.Id.Replace(Pattern, Name(number), StringComparison.Ordinal), original.Type, body);
            }
        }
    }
}
