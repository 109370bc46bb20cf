using System.Text.Json.Nodes;
using Bench.Clouds;
using Bench.Importing;
using Bench.Results;
using Bench.Running;
using Importer.Runs;
using LocalAzure;

namespace Bench.Parts;

/// <summary>What one import costs on a service that is full of APIs, of the importer's and of other people's.</summary>
internal sealed class FullGatewayPart : IPart
{
    private const int Foreign = 300;
    private const int Own = 300;

    public string Name => "full-gateway";

    public string About => $"calls of one import beside {Foreign} APIs of other people and {Own} of the importer's";

    public async Task RunAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        await using var cloud = await CloudProcess.OpenAsync(
            new CloudOptions(0, 0, Own, 1),
            chosen => chosen with { Propagation = TimeSpan.Zero },
            cancellationToken
        );
        await Population.PlantAsync(cloud, new CloudOptions(0, 0, Own, 1), cancellationToken);
        Plant(cloud);
        await using var importer = new ImporterUnderTest(cloud.Options, withTestCalls: true);
        var (_, all) = await importer.RunAsync(RunReason.Manual, null, cancellationToken);
        findings.Tell(Name, $"The {Own} own APIs of a full gateway are made", $"{all}");
        using var arm = new ArmCalls(cloud.Options.Arm);
        foreach (var account in new[] { "late", "later" })
        {
            cloud.Clock.Advance(TimeSpan.FromMinutes(5));
            await arm.PutAccountAsync(account, cancellationToken);
            await arm.SettledAsync(Ids.Account(account), cancellationToken);
            await arm.DeployAsync(account, "gpt-4o", "gpt-4o", cancellationToken);
            await arm.SettledAsync(Ids.Deployment(account, "gpt-4o"), cancellationToken);
            var (_, calls) = await importer.RunAsync(RunReason.Event, Ids.Deployment(account, "gpt-4o"), cancellationToken);
            findings.Count(Name, $"{account}, reads", calls.Reads);
            findings.Count(Name, $"{account}, writes", calls.Writes);
            findings.Tell(Name, $"An API more beside {Foreign + Own} ({account})", $"{calls}");
        }
    }

    private static void Plant(Cloud cloud)
    {
        var pattern = cloud.Store.Get($"{Ids.Service}/apis/petstore")!;
        for (var number = 0; number < Foreign; number++)
        {
            var name = $"foreign-{number:000}";
            cloud.Store.Put(
                pattern.Id.Replace("petstore", name, StringComparison.Ordinal),
                pattern.Type,
                JsonNode.Parse(pattern.Body.ToJsonString().Replace("petstore", name, StringComparison.Ordinal))!.AsObject()
            );
        }
    }
}
