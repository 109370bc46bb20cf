using System.Text.Json.Nodes;
using LocalAzure;

namespace Bench.Clouds;

/// <summary>Fills a cloud: one account is made the ordinary way, and copied.</summary>
internal static class Population
{
    private const string Pattern = "pattern-account";

    public static string Name(int number) => $"account-{number:0000}";

    public static async Task PlantAsync(Cloud cloud, CloudOptions chosen, CancellationToken cancellationToken)
    {
        // A service that has room for the operations of a thousand APIs.
        var service = cloud.Store.Get(Ids.Service)!;
        var larger = service.Body.DeepClone().AsObject();
        larger["sku"]!["name"] = "Premium";
        cloud.Store.Put(service.Id, service.Type, larger);
        if (chosen.Accounts == 0)
        {
            return;
        }

        using var arm = new ArmCalls(cloud.Options.Arm);
        await arm.PutAccountAsync(Pattern, cancellationToken);
        await arm.SettledAsync(Ids.Account(Pattern), cancellationToken);
        foreach (var model in Models.All.Take(chosen.Deployments))
        {
            await arm.DeployAsync(Pattern, model, model, cancellationToken);
            await arm.SettledAsync(Ids.Deployment(Pattern, model), cancellationToken);
        }

        Copy(cloud, chosen);
        cloud.Store.Remove(Ids.Account(Pattern));
    }

    private static void Copy(Cloud cloud, CloudOptions chosen)
    {
        string[] ids = [Ids.Account(Pattern), .. Models.All.Take(chosen.Deployments).Select(model => Ids.Deployment(Pattern, model))];
        foreach (var original in ids.Select(id => cloud.Store.Get(id)!))
        {
            var text = original.Body.ToJsonString();
            for (var number = 1; number <= chosen.Accounts; number++)
            {
                var body = JsonNode.Parse(text.Replace(Pattern, Name(number), StringComparison.Ordinal))!.AsObject();
                cloud.Store.Put(original.Id.Replace(Pattern, Name(number), StringComparison.Ordinal), original.Type, body);
            }
        }
    }
}
