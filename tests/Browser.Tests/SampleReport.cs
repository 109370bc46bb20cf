using System.Text.Json;
using Importer.Deployments;
using Importer.Health;
using Importer.Reports;

namespace Browser.Tests;

/// <summary>
/// A week on record, written by the classes that write it in earnest: models of every verdict, names that are long, read from
/// right to left or look like HTML, drift, refused and failed runs, and a report of the day before.
/// </summary>
internal static class SampleReport
{
    public const string Evil = "<img src=x onerror=alert(1)>";

    private const string Group =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/";
    private const int Hours = 7 * 24;

    // The last round, a fixed time: pictures of two runs can be compared.
    public static DateTimeOffset Now { get; } = new(2026, 3, 14, 9, 30, 0, TimeSpan.Zero);

    private static readonly SampleModel[] Models =
    [
        new("contoso", "gpt-4o", 420, ProbeStatus.Healthy),
        new("contoso", "gpt-4o-mini", 210, ProbeStatus.Healthy) { Outage = (90, 97) },
        new("contoso", "text-embedding-3-large", 88, ProbeStatus.Healthy),
        new(
            "contoso",
            "o3",
            2_350,
            ProbeStatus.Throttled,
            CauseCode.ModelThrottled,
            "over the model's own limit right now; the model is alive (HTTP 429 429: Requests have exceeded token rate limit. Please retry after 9 seconds.)",
            "raise the deployment's capacity: az cognitiveservices account deployment create with a higher --sku-capacity, or Deployments > Edit of contoso in the Foundry portal (Quota shows what is left)",
            429
        ),
        new(
            "ai-production-northeurope-shared-platform-0001",
            "a-deployment-with-a-name-as-long-as-names-may-be-in-this-service-1",
            640,
            ProbeStatus.Unhealthy,
            CauseCode.RoleMissing,
            "the gateway's identity lacks the role Cognitive Services OpenAI User on account ai-production-northeurope-shared-platform-0001 (HTTP 401 PermissionDenied: The principal `1f0c` lacks the required data action)",
            "set Access to Ensure and POST /api/import, or grant it: az role assignment create --role 5e0bd9bd-7b93-4f28-af87-19fc36ad61bd --assignee-object-id 11111111-1111-1111-1111-111111111111 --assignee-principal-type ServicePrincipal --scope "
                + Group
                + "ai-production-northeurope-shared-platform-0001",
            401
        ),
        new(
            "partner",
            "Mistral-Large",
            980,
            ProbeStatus.Unhealthy,
            CauseCode.ModelFault,
            "the model failed (HTTP 500 InternalServerError: The server had an error)",
            "mostly this passes; if it stays, see Resource health of partner in the Azure portal",
            500
        )
        {
            Outage = (160, 168),
        },
        new(
            "partner",
            "DeepSeek-R1",
            1_730,
            ProbeStatus.Pending,
            CauseCode.DeploymentNotFound,
            "account partner has no deployment of this name (HTTP 404 DeploymentNotFound); fresh roles and deployments take minutes to be effective",
            "a fresh one takes up to five minutes",
            404
        )
        {
            Since = 167,
        },
        new(
            "partner",
            "dall-e-3",
            0,
            ProbeStatus.Skipped,
            CauseCode.NotTested,
            "image models are tested only when Health.Images is on, because each picture costs"
        ),
        new("research", Evil, 300, ProbeStatus.Healthy),
        new("research", "مساعد-المحادثة", 350, ProbeStatus.Healthy),
        new("research", "whisper", 510, ProbeStatus.Skipped, CauseCode.DeploymentPaused, "somebody paused the deployment"),
    ];

    /// <summary>A store that holds all of it.</summary>
    public static async Task<InMemoryReportStore> StoreAsync()
    {
        var store = new InMemoryReportStore();
        var health = new HealthRecords(store);
        HealthSnapshot? before = null;
        for (var hour = 1; hour <= Hours; hour++)
        {
            var round = Round(hour, before);
            await health.WriteAsync(round, CancellationToken.None);
            before = round;
            if (hour == Hours - 24)
            {
                await WriteAsync(
                    store,
                    ReportBuilder.Latest,
                    await new ReportBuilder(store, new At(round.GeneratedAt)).BuildAsync(CancellationToken.None),
                    ReportJson.Default.ReportDocument
                );
            }
        }

        foreach (var run in SampleRuns.All(Now, Id("contoso", "gpt-4o-mini")))
        {
            await new RunRecords(store).FinishAsync(run, CancellationToken.None);
        }

        await new FleetRecords(store).NoteAsync(SampleAliases.Run(Now, Id), CancellationToken.None);
        await WriteAsync(store, "drift/latest.json", Drift(), ReportJson.Default.DriftReport);
        return store;
    }

    /// <summary>A clock that stands.</summary>
    public static TimeProvider Clock { get; } = new At(Now);

    private static string Id(string account, string deployment) => $"{Group}{account}/deployments/{deployment}";

    private static HealthSnapshot Round(int hour, HealthSnapshot? before)
    {
        var at = Now.AddHours(hour - Hours);
        var checks = Models.Where(model => model.Since <= hour).Select(model => Check(model, hour, at)).ToList();
        var moment = new RoundSummary(
            at,
            HealthSummary.Of(checks.Select(check => check.Status)),
            checks.Count,
            checks.Sum(check => check.Usage?.TotalTokens ?? 0),
            420
        );
        return new HealthSnapshot
        {
            GeneratedAt = at,
            Summary = moment.Summary,
            Checks = checks,
            Budget = new HealthBudget(621, 20_000, 96, 5_000),
            History = [.. (before?.History ?? []).Append(moment).TakeLast(96)],
            Imported = [.. Models.Where(model => model.Since <= hour).Select(Imported)],
            Gateway = "https://contoso-apim.azure-api.net",
            Apis = SampleApis.All,
            SetAside =
            [
                new(
                    Id("research", "gpt-realtime"),
                    "model gpt-realtime is called in a way the importer has no operations for (realtime, video or rerank)"
                ),
                new($"{Group}sandbox", "left out: tag apim-import=off"),
            ],
        };
    }

    private static HealthCheck Check(SampleModel model, int hour, DateTimeOffset at)
    {
        var isOut = hour >= model.Outage.From && hour < model.Outage.To;
        var status = model.Last switch
        {
            var last when hour == Hours => last,
            _ when isOut => ProbeStatus.Unhealthy,
            ProbeStatus.Skipped or ProbeStatus.Pending => model.Last,
            _ => ProbeStatus.Healthy,
        };
        var isHealthy = status == ProbeStatus.Healthy;
        var before = model.Last is ProbeStatus.Skipped or ProbeStatus.Pending ? (DateTimeOffset?)null : at.AddHours(-1);
        return new HealthCheck
        {
            Deployment = Id(model.Account, model.Name),
            Api = $"{model.Account}-openai",
            Compatibility = Compatibility.AzureOpenAI,
            Capability = status == ProbeStatus.Skipped ? null : Capability.Chat,
            Status = status,
            HttpStatus = isHealthy ? 200 : model.Http,
            LatencyMs = status is ProbeStatus.Skipped ? null : model.Ms + (hour * 7919 % ((model.Ms / 3) + 1)),
            Usage = isHealthy ? new TokenUsage(8, 1, 9) : null,
            Code = isHealthy ? null : model.Code,
            Cause = isHealthy ? null : model.Cause ?? "the model failed",
            Fix = isHealthy ? null : model.Fix,
            Since = at.AddHours(-3),
            CalledAt = at,
            HealthyAt = isHealthy ? at : before,
            FirstSeenAt = Now.AddHours(model.Since - Hours),
        };
    }

    private static ImportedDeployment Imported(SampleModel model) =>
        new()
        {
            Deployment = Id(model.Account, model.Name),
            Model = model.Name,
            Format = "OpenAI",
            Version = "2024-11-20",
            Sku = "GlobalStandard",
            Capacity = 50,
            Api = $"{model.Account}-openai",
            Path = $"{model.Account}/openai",
            Compatibility = Compatibility.AzureOpenAI,
            Reason = $"{model.Account} holds only OpenAI models",
            Settings = new Dictionary<string, string>
            {
                ["Policies.TokenLimit"] = "Rules[1] (Account '*-prod-*'): 5000 tokens a minute",
                ["*"] = "Defaults",
            },
        };

    private static DriftReport Drift() =>
        new()
        {
            GeneratedAt = Now.AddMinutes(-23),
            InSync = false,
            RunId = "20260314-090700-drift",
            Items =
            [
                new()
                {
                    Kind = DriftKind.Changed,
                    Resource = "policy contoso-openai",
                    Action = DriftAction.Reported,
                    Reason = "2 field(s) differ from the design",
                    Differences =
                    [
                        new("inbound/llm-token-limit@tokens-per-minute", "5000", "500000"),
                        new(
                            "inbound/set-header[x-debug]",
                            null,
                            """<set-header name="x-debug" exists-action="override"><value>on</value></set-header>"""
                        ),
                    ],
                },
                new()
                {
                    Kind = DriftKind.Missing,
                    Resource = "backend partner-models-ai-endpoint",
                    Action = DriftAction.Repaired,
                    Reason = "designed, and not there",
                    Differences = [],
                },
                new()
                {
                    Kind = DriftKind.Conflict,
                    Resource = $"{Group}research",
                    Action = DriftAction.Reported,
                    Reason = "path research/openai belongs to the API hand-made, which is not ours; give the account another BasePath",
                    Differences = [],
                },
            ],
        };

    private static Task<bool> WriteAsync<T>(
        InMemoryReportStore store,
        string name,
        T value,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type
    ) =>
        store.WriteAsync(
            name,
            BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(value, type)),
            "application/json",
            null,
            CancellationToken.None
        );

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
