using System.Text.Json.Nodes;

namespace LocalAzure.Demo.Chapters;

/// <summary>A second look at the same world plans and writes nothing.</summary>
internal sealed class NothingLeftToDo : IChapter
{
    public string Title => "Looking again changes nothing";

    public async Task TellAsync(Scene scene, CancellationToken cancellationToken)
    {
        // Events come before the last run has ended: until then a plan may still find work.
        var reply = await scene.Narrator.WhileAsync("planning …", () => Check.UntilAsync(
            "GET /api/plan finds nothing to create, update or delete",
            () => scene.Host.GetAsync("/api/plan", cancellationToken),
            seen => seen.IsOk && Changes(seen.Json) == 0,
            cancellationToken));
        await scene.StartCountingAsync(cancellationToken);
        var run = await scene.Narrator.WhileAsync("importing everything once more …", () => scene.Host.PostAsync("/api/import?wait=60", cancellationToken));
        Check.That(run.IsOk && (string?)run.Json?["outcome"] == "succeeded", "POST /api/import?wait=60 ends with outcome 'succeeded'", run.ToString());
        var calls = await scene.CountedAsync(cancellationToken);
        Check.That(calls.Writes == 0, "the importer writes nothing", calls.ToString());
        scene.Narrator.Verified($"The plan holds {reply.Json?["counts"]?["unchanged"]} resources that are as they should be, and no change.");
        scene.Narrator.Verified($"A whole run made {calls}.");
    }

    private static int? Changes(JsonNode? plan) =>
        (int?)plan?["counts"]?["create"] + (int?)plan?["counts"]?["update"] + (int?)plan?["counts"]?["delete"];
}
