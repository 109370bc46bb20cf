using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

/// <summary>
/// A backend that is withdrawn and that only the policy of a single operation of somebody else's API names: nobody looks there, and the
/// service keeps it.
/// </summary>
public sealed class StillUsedTests
{
    private static readonly ResourceKey Backend = new(ResourceKind.Backend, "contoso-openai-ai-endpoint");
    private static readonly OperationPolicy Theirs = new()
    {
        Api = "petstore",
        Operation = "one",
        Xml = """<policies><inbound><set-backend-service backend-id="contoso-openai-ai-endpoint" /></inbound></policies>""",
    };

    [Fact]
    public async Task What_the_service_keeps_because_something_uses_it_is_told_as_kept_and_goes_once_nothing_does()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        scene.Gateway.AddForeign(
            new Api
            {
                Id = "petstore",
                DisplayName = "Petstore",
                Path = "petstore",
            }
        );
        scene.Gateway.AddForeign(Theirs);
        scene.Source.Delete("contoso", "gpt-4o");

        foreach (var run in new[] { await scene.RunAsync(), await scene.RunAsync(), await scene.RunAsync(reason: RunReason.Drift) })
        {
            Assert.Equal((RunOutcome.Succeeded, false), (run.Outcome, run.TryAgain));
            var kept = Assert.Single(run.SetAside, aside => aside.Kind == SetAsideKind.Kept);
            Assert.Equal(Backend.Name, kept.Deployment);
            Assert.Contains("used by operation one of API petstore", kept.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain(run.Steps, step => step.Kind == ResourceKind.Backend);
            Assert.True(DriftReports.From(run, DateTimeOffset.UnixEpoch).InSync || run.Counts.Delete > 0);
        }

        Assert.DoesNotContain(Api.KeyFor("contoso-openai"), scene.Gateway.Resources.Keys);
        Assert.Contains(Backend, scene.Gateway.Resources.Keys);
        scene.Gateway.Remove(Theirs.Key);
        Assert.Equal(1, (await scene.RunAsync()).Counts.Delete);
        Assert.DoesNotContain(Backend, scene.Gateway.Resources.Keys);
    }
}
