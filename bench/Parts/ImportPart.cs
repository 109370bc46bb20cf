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
        await using var estate = await Estate.StartAsync(new CloudOptions(20, 300, 0, 0), withTestCalls: true, cancellationToken);
        var arm = estate.Arm;
        await arm.MakeAccountsAsync([Account], cancellationToken);

        await arm.MakeDeploymentAsync(Account, "gpt-4o", cancellationToken);
        await ImportAsync("The first deployment of an account", "gpt-4o");
        await arm.MakeDeploymentAsync(Account, "gpt-4o-mini", cancellationToken);
        await ImportAsync("A second one that can do the same", "gpt-4o-mini");
        await arm.MakeDeploymentAsync(Account, "text-embedding-3-large", cancellationToken);
        await ImportAsync("A third that can do something else", "text-embedding-3-large");
        await ImportAsync("One of them again, unchanged", "gpt-4o");
        foreach (var model in new[] { "gpt-4o", "gpt-4o-mini", "text-embedding-3-large" })
        {
            await arm.DeleteAsync(Ids.Deployment(Account, model), cancellationToken);
            await arm.GoneAsync(Ids.Deployment(Account, model), cancellationToken);
        }

        await ImportAsync("The last deployment goes", "gpt-4o");
        findings.PeakOfThisProcess(Name);

        async Task ImportAsync(string what, string model)
        {
            var (_, calls) = await estate.Importer.RunAsync(RunReason.Event, Ids.Deployment(Account, model), cancellationToken);
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
