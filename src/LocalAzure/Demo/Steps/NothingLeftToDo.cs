using System.Text.Json.Nodes;

namespace LocalAzure.Demo.Steps;

/// <summary>A second look at the same world plans and writes nothing.</summary>
internal sealed class NothingLeftToDo : IDemoStep
{
    public string Title => "Looking again changes nothing";

    public IReadOnlyList<string> Needs => ["Plan", "Reimport"];

    public async Task TellAsync(Scene scene, CancellationToken cancellationToken)
    {
        // An API may answer before the run that made it has made its own test calls.
        await scene.QuietAsync(cancellationToken);
        var plan = await scene.Narrator.WhileAsync("planning …", () => scene.Host.GetAsync("/api/plan", cancellationToken));
        Check.That(plan.IsOk && Changes(plan.Json) == 0, "GET /api/plan finds nothing to create, update or delete", plan.ToString());
        await scene.StartCountingAsync(cancellationToken);
        var run = await scene.Narrator.WhileAsync(
            "importing everything once more …",
            () => scene.Host.PostAsync("/api/import?wait=60", cancellationToken)
        );
        Check.That(
            run.IsOk && (string?)run.Json?["outcome"] == "succeeded",
            "POST /api/import?wait=60 ends with outcome 'succeeded'",
            run.ToString()
        );
        var calls = await scene.CountedAsync(cancellationToken);
        Check.That(calls.Writes == 0, "the importer writes nothing", calls.ToString());
        scene.Narrator.Verified(
            $"The plan holds {plan.Json?["counts"]?["unchanged"]} resources that are as they should be, and no change."
        );
        scene.Narrator.Verified($"A whole run made {calls}.");
    }

    private static int? Changes(JsonNode? plan) =>
        (int?)plan?["counts"]?["create"] + (int?)plan?["counts"]?["update"] + (int?)plan?["counts"]?["delete"];
}
