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
        PlantForeign(cloud, chosen.Foreign);
        if (chosen.Accounts == 0)
        {
            return;
        }

        using var arm = new ArmCalls(cloud.Options.Arm);
        await arm.MakeAccountsAsync([Pattern], cancellationToken);
        foreach (var model in Models.All.Take(chosen.Deployments))
        {
            await arm.MakeDeploymentAsync(Pattern, model, cancellationToken);
        }

        Copy(cloud, chosen);
        cloud.Store.Remove(Ids.Account(Pattern));
    }

    private static void PlantForeign(Cloud cloud, int apis)
    {
        var pattern = cloud.Store.Get($"{Ids.Service}/apis/petstore")!;
        for (var number = 0; number < apis; number++)
        {
            var name = $"foreign-{number:000}";
            cloud.Store.Put(
                pattern.Id.Replace("petstore", name, StringComparison.Ordinal),
                pattern.Type,
                JsonNode.Parse(pattern.Body.ToJsonString().Replace("petstore", name, StringComparison.Ordinal))!.AsObject()
            );
        }
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
