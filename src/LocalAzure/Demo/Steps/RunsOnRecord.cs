using System.Text.Json.Nodes;

namespace LocalAzure.Demo.Steps;

/// <summary>Whatever the importer did can be read up: when, why, what it changed, and what its test calls found.</summary>
internal sealed class RunsOnRecord : IDemoStep
{
    public string Title => "Whatever it did is on record";

    public IReadOnlyList<string> Needs => ["Runs"];

    public async Task TellAsync(Scene scene, CancellationToken cancellationToken)
    {
        await scene.QuietAsync(cancellationToken);
        var reply = await scene.Host.GetAsync("/api/runs", cancellationToken);
        var runs = reply.Json?["runs"]?.AsArray() ?? [];
        Check.That(
            reply.IsOk && runs.Any(run => (string?)run?["reason"] == "event"),
            "GET /api/runs lists the runs that events caused",
            reply.ToString()
        );
        var bad = runs.Where(run => (string?)run?["outcome"] is "failed" or "refused").ToList();
        Check.That(bad.Count == 0, "no run failed or was refused", new JsonArray([.. bad.Select(run => run?.DeepClone())]).ToJsonString());
        scene.Narrator.Verified(
            $"{runs.Count} runs, none failed: {string.Join(", ", runs.CountBy(run => $"{run?["reason"]}").Select(pair => $"{pair.Value} by {pair.Key}"))}."
        );
        await File.WriteAllTextAsync(scene.RunsFile, reply.Text, cancellationToken);
        scene.Narrator.Say($"All of them, with every step: {scene.RunsFile}");
    }
}
