using Importer.Gateway;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

/// <summary>A run that a person agreed to makes the changes that were shown, and no other.</summary>
public sealed class AgreementTests
{
    [Theory]
    [InlineData(ManualActionKind.Detach, "contoso-openai")]
    [InlineData(null, null)]
    public async Task What_nobody_agreed_to_is_refused_before_a_write(ManualActionKind? kind, string? target)
    {
        var scene = await ImportedAsync();
        scene.Source.Put(AnAccount.With("fabrikam", "gpt-4o"));
        var shown = await RunAsync(scene, kind, target, RunMode.Plan, null);
        Assert.NotEmpty(shown.Steps);
        var agreed = Changes(shown);

        var refused = await RunAsync(scene, kind, target, RunMode.Apply, [.. agreed.Skip(1)]);

        Assert.Equal(RunOutcome.Refused, refused.Outcome);
        Assert.Contains("1 change(s) that nobody agreed to", refused.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Gateway.Writes);

        var done = await RunAsync(scene, kind, target, RunMode.Apply, agreed);
        Assert.Equal((RunOutcome.Succeeded, null), (done.Outcome, done.Error));
        Assert.NotEmpty(scene.Gateway.Writes);
    }

    [Fact]
    public async Task The_same_resource_with_other_differences_is_another_change()
    {
        var scene = await ImportedAsync();
        Edit(scene, "one");
        var agreed = Changes(await RunAsync(scene, null, null, RunMode.Plan, null));
        Edit(scene, "two");

        var refused = await RunAsync(scene, null, null, RunMode.Apply, agreed);

        Assert.Equal(RunOutcome.Refused, refused.Outcome);
        Assert.Empty(scene.Gateway.Writes);
    }

    private static async Task<Scene> ImportedAsync()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        scene.Gateway.Writes.Clear();
        return scene;
    }

    private static void Edit(Scene scene, string name)
    {
        var found = scene.Gateway.Resources[Api.KeyFor("contoso-openai")];
        scene.Gateway.Add((Api)found.Resource with { DisplayName = name }, found.OwnershipTag);
    }

    private static AgreedChange[] Changes(RunReport shown) =>
        [.. shown.Steps.Select(step => new AgreedChange(step.Change, new(step.Kind, step.Name), step.Differences))];

    private static Task<RunReport> RunAsync(
        Scene scene,
        ManualActionKind? kind,
        string? target,
        RunMode mode,
        IReadOnlyList<AgreedChange>? agreed
    ) =>
        scene.Reconciler.RunAsync(
            new ReconcileRequest
            {
                RunId = $"agreement-{Guid.NewGuid():n}",
                Reason = RunReason.Manual,
                ManualAction = kind is { } action ? new ManualAction(action, target!) : null,
                Mode = mode,
                Agreed = agreed,
            },
            CancellationToken.None
        );
}
