using Bench.Clouds;
using Bench.Importing;
using Bench.Results;
using Bench.Running;
using Importer.Runs;

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
        await using var estate = await Estate.StartAsync(
            new CloudOptions(0, 0, Own, 1) { Foreign = Foreign, PropagationMs = 0 },
            withTestCalls: true,
            cancellationToken
        );
        var (_, all) = await estate.Importer.RunAsync(RunReason.Manual, null, cancellationToken);
        findings.Tell(Name, $"The {Own} own APIs of a full gateway are made", $"{all}");
        foreach (var account in new[] { "late", "later" })
        {
            await estate.Cloud.RestAsync(cancellationToken);
            await estate.Arm.MakeAccountsAsync([account], cancellationToken);
            await estate.Arm.MakeDeploymentAsync(account, "gpt-4o", cancellationToken);
            var (_, calls) = await estate.Importer.RunAsync(RunReason.Event, Ids.Deployment(account, "gpt-4o"), cancellationToken);
            findings.Count(Name, $"{account}, reads", calls.Reads);
            findings.Count(Name, $"{account}, writes", calls.Writes);
            findings.Tell(Name, $"An API more beside {Foreign + Own} ({account})", $"{calls}");
        }

        findings.PeakOfThisProcess(Name);
    }
}
