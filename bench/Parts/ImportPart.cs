using Bench.Clouds;
using Bench.Importing;
using Bench.Results;
using Bench.Running;
using Importer.Runs;

namespace Bench.Parts;

/// <summary>What one import costs in calls: the first of an account, the second, one that finds nothing to do, a deletion.</summary>
internal sealed class ImportPart : IPart
{
    private const string Account = "thrifty";

    public string Name => "imports";

    public string About => "calls to Resource Manager per import";

    public async Task RunAsync(BenchOptions options, Findings findings, CancellationToken cancellationToken)
    {
        await using var cloud = await CloudProcess.StartAsync(new CloudOptions(20, 300, 0, 0), cancellationToken);
        await using var importer = new ImporterUnderTest(cloud.Options, withTestCalls: true);
        using var arm = new ArmCalls(cloud.Options.Arm);
        await arm.PutAccountAsync(Account, cancellationToken);
        await arm.SettledAsync(Ids.Account(Account), cancellationToken);

        await MakeAsync("gpt-4o");
        await ImportAsync("The first deployment of an account", "gpt-4o");
        await MakeAsync("gpt-4o-mini");
        await ImportAsync("A second one that can do the same", "gpt-4o-mini");
        await MakeAsync("text-embedding-3-large");
        await ImportAsync("A third that can do something else", "text-embedding-3-large");
        await ImportAsync("One of them again, unchanged", "gpt-4o");
        foreach (var model in new[] { "gpt-4o", "gpt-4o-mini", "text-embedding-3-large" })
        {
            await arm.DeleteAsync(Ids.Deployment(Account, model), cancellationToken);
            while (await arm.GetAsync(Ids.Deployment(Account, model), Ids.CognitiveVersion, cancellationToken) is not null)
            {
                await Task.Delay(20, cancellationToken);
            }
        }

        await ImportAsync("The last deployment goes", "gpt-4o");

        async Task MakeAsync(string model)
        {
            await arm.DeployAsync(Account, model, model, cancellationToken);
            await arm.SettledAsync(Ids.Deployment(Account, model), cancellationToken);
        }

        async Task ImportAsync(string what, string model)
        {
            var (_, calls) = await importer.RunAsync(RunReason.Event, Ids.Deployment(Account, model), cancellationToken);
            Tell(findings, what, calls);
        }
    }

    private void Tell(Findings findings, string what, CallCounts calls)
    {
        findings.Count(Name, $"{what}, reads", calls.Reads);
        findings.Count(Name, $"{what}, writes", calls.Writes);
        findings.Count(Name, $"{what}, polls", calls.Polls);
        findings.Count(Name, $"{what}, keys read", calls.Secrets);
        findings.Tell(Name, what, $"{calls}");
    }
}
