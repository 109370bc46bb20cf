using Importer.Deployments;
using Importer.Gateway;
using Importer.Health;
using Importer.Reports;
using Importer.Runs;

namespace Importer.Tests.Reports;

/// <summary>Makes run reports.</summary>
internal static class ARun
{
    public const string Account =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso";

    public static readonly DateTimeOffset Time = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    public static RunReport Of(string id = "run-00000001", RunOutcome? outcome = RunOutcome.Succeeded) =>
        new()
        {
            Id = id,
            Reason = RunReason.Event,
            Mode = RunMode.Apply,
            StartedAt = Time,
            Outcome = outcome,
        };

    public static RunReport Full() =>
        Of() with
        {
            Scope = Account,
            Mode = RunMode.Plan,
            FinishedAt = Time.AddSeconds(3),
            Decisions =
            [
                new RunDecision(
                    Account + "/deployments/gpt-4o",
                    "contoso-openai",
                    Compatibility.AzureOpenAIV1,
                    "contoso holds only OpenAI models | <b>"
                ),
            ],
            SetAside = [new RunSetAside(Account + "/deployments/batch", "a batch SKU") { Kind = SetAsideKind.LeftOut }],
            Steps =
            [
                Step(ChangeKind.Create, ResourceKind.NamedValue, StepOutcome.Planned),
                Step(ChangeKind.Update, ResourceKind.Api, StepOutcome.HeldBack) with
                {
                    Reason = "the backend is not there",
                    Differences = [new FieldDifference("path", "contoso/openai", "a|b"), new FieldDifference("policy", "<x>\n</x>", null)],
                },
            ],
            Counts = new RunCounts(1, 1, 0, 7),
            Probes =
            [
                new ProbeResult
                {
                    Deployment = Account + "/deployments/gpt-4o",
                    Api = "contoso-openai",
                    Compatibility = Compatibility.AzureOpenAI,
                    Capability = Capability.Chat,
                    Status = ProbeStatus.Healthy,
                    HttpStatus = 200,
                    LatencyMs = 12,
                    Usage = new TokenUsage(5, 1, 6),
                },
            ],
            Timing = new RunTiming
            {
                EventTime = Time,
                ReceivedAt = Time.AddSeconds(1),
                ReadyAt = Time.AddSeconds(2),
                EventToReadyMs = 2000,
            },
        };

    public static RunStep Step(ChangeKind change, ResourceKind kind, StepOutcome outcome) =>
        new()
        {
            Change = change,
            Kind = kind,
            Name = "contoso-openai",
            Outcome = outcome,
        };
}
