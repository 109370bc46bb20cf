using System.Globalization;

namespace LocalAzure.Demo.Steps;

/// <summary>Test calls through the gateway, and the page that tells people how it stands.</summary>
internal sealed class HealthReport : IDemoStep
{
    public string Title => "The importer proves that it works, and writes it down for people";

    public IReadOnlyList<string> Needs => ["TestCalls", "HealthReport", "Report"];

    public async Task TellAsync(Scene scene, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        await scene.Host.FireAsync("TestCalls", cancellationToken);
        var health = await scene.Narrator.WhileAsync("making test calls …", () => scene.Host.ReportAsync("health", now, cancellationToken));
        var summary = health["summary"];
        Check.That(
            (int?)summary?["healthy"] >= 2 && (int?)summary["unhealthy"] == 0,
            "both deployments are healthy, none is not",
            health.ToJsonString()
        );
        foreach (var check in health["checks"]!.AsArray())
        {
            var latency = ((double?)check!["latencyMs"])?.ToString("0", CultureInfo.InvariantCulture);
            scene.Narrator.Verified(
                $"{((string?)check["deployment"])?.Split('/')[^1]}: {check["status"]}, {latency} ms, {check["usage"]?["totalTokens"] ?? 0} tokens."
            );
        }

        var seq = await scene.Control.LastSeqAsync(cancellationToken);
        await scene.Host.FireAsync("HealthReport", cancellationToken);
        var (blob, _) = await scene.Narrator.WhileAsync(
            "writing the report …",
            () => scene.Control.WrittenAfterAsync(seq, ".html", cancellationToken)
        );
        scene.Narrator.Verified($"The function HealthReport wrote {blob} to blob storage.");

        var page = await scene.Host.GetAsync("/api/report", cancellationToken);
        Check.That(
            page.IsOk && page.Text.Contains("<html", StringComparison.OrdinalIgnoreCase),
            "GET /api/report is an HTML page",
            page.ToString()
        );
        Check.That(page.Text.Contains(OpenAiModels.Chat, StringComparison.Ordinal), $"the page names {OpenAiModels.Chat}", page.Text);
        await File.WriteAllTextAsync(scene.ReportFile, page.Text, cancellationToken);
        scene.Narrator.Verified($"The health report is here: {scene.ReportFile}");
    }
}
