using Importer.Gateway;
using Importer.Planning;
using Importer.Reconciliation;
using Importer.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests.Applying;

public sealed class PlanApplierTests
{
    private static readonly Backend Backend = new()
    {
        Id = "contoso-openai-ai-endpoint",
        Url = new Uri("https://contoso.openai.azure.com/openai"),
    };

    [Theory]
    [InlineData(null)]
    [InlineData("the service refused")]
    public async Task Nothing_else_is_written_while_the_service_itself_is_updated_however_that_ends(string? refusal)
    {
        var service = new SlowService();
        var applying = new PlanApplier(service, new InMemoryLeases(), TimeProvider.System, NullLogger<PlanApplier>.Instance).ApplyAsync(
            Plan(new ServiceIdentity(), Backend),
            (_, _) => Task.FromResult<WriteFailure?>(null),
            CancellationToken.None
        );
        Assert.Equal([ServiceIdentity.TheKey], service.Begun);

        service.EndUpdate(refusal is null ? null : new WriteFailure(WriteFailureKind.Permanent, refusal));
        var results = await applying;

        Assert.Equal([ServiceIdentity.TheKey, Backend.Key], service.Begun);
        Assert.Equal([refusal is null ? StepOutcome.Done : StepOutcome.Failed, StepOutcome.Done], results.Select(result => result.Outcome));
    }

    private static Plan Plan(params GatewayResource[] wanted) =>
        new()
        {
            Steps = [.. wanted.Select(resource => new PlannedStep { Change = ChangeKind.Create, Resource = resource })],
            Unchanged = 0,
        };
}
