using Importer.Deployments;
using Importer.Health;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Fakes;

namespace Importer.Tests.Reports;

/// <summary>A store with a round, a check and runs in it, and the report that comes of them.</summary>
internal sealed class AReport
{
    public const string Account = ARun.Account;

    public static readonly DateTimeOffset Now = ARun.Time;

    /// <summary>Rounds every quarter of an hour, checks every hour, a report every day.</summary>
    public static readonly ReportSchedules Usual = new()
    {
        TestCalls = Every("TestCallsSchedule", TimeSpan.FromMinutes(15)),
        DriftCheck = Every("DriftSchedule", TimeSpan.FromHours(1)),
        Sweep = Every("DriftSchedule", TimeSpan.FromHours(1)),
        Report = Every("HealthReportSchedule", TimeSpan.FromDays(1)),
    };

    private readonly InMemoryReportStore _store = new();

    public HealthSnapshot? Health { get; set; }

    public DriftReport? Drift { get; set; }

    public List<RunReport> Runs { get; } = [];

    public ReportSchedules Schedules { get; set; } = Usual;

    /// <summary>A round of a moment ago, and a check that found nothing.</summary>
    public static AReport Of(params HealthCheck[] checks) => new() { Health = Round(checks), Drift = InSync() };

    public static HealthSnapshot Round(params HealthCheck[] checks) =>
        new()
        {
            GeneratedAt = Now.AddMinutes(-5),
            Summary = HealthSummary.Of(checks.Select(check => check.Status)),
            Checks = checks,
            Imported = [.. checks.Select(Imported)],
        };

    public static DriftReport InSync() =>
        new()
        {
            GeneratedAt = Now.AddMinutes(-20),
            InSync = true,
            IsComplete = true,
            CheckedAt = Now.AddMinutes(-20),
            Items = [],
        };

    public static HealthCheck Healthy(string name, TimeSpan? ago = null) =>
        Check(name, ProbeStatus.Healthy) with
        {
            HealthyAt = Now - (ago ?? TimeSpan.FromMinutes(5)),
        };

    public static HealthCheck Check(string name, ProbeStatus status, CauseCode? code = null, string? cause = null, string? fix = null) =>
        new()
        {
            Deployment = $"{Account}/deployments/{name}",
            Api = "contoso-openai",
            Compatibility = Compatibility.AzureOpenAI,
            Status = status,
            Code = code,
            Cause = cause,
            Fix = fix,
            Since = Now.AddMinutes(-5),
            CalledAt = Now.AddMinutes(-5),
        };

    public static RunReport Run(string id, TimeSpan ago, RunOutcome outcome = RunOutcome.Succeeded) =>
        ARun.Of(id, outcome) with
        {
            Reason = RunReason.Manual,
            StartedAt = Now - ago,
            FinishedAt = Now - ago,
        };

    public static ProbeResult Probe(string name, ProbeStatus status, string api = "contoso-openai") =>
        new()
        {
            Deployment = $"{Account}/deployments/{name}",
            Api = api,
            Compatibility = Compatibility.AzureOpenAI,
            Status = status,
            LatencyMs = 12,
            HttpStatus = 200,
        };

    public async Task<ReportDocument> BuildAsync(DateTimeOffset? now = null)
    {
        var clock = new StandingClock(now ?? Now);
        if (Health is not null)
        {
            await new HealthRecords(_store).WriteAsync(Health, CancellationToken.None);
        }

        if (Drift is not null)
        {
            var content = BinaryData.FromBytes(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Drift, ReportJson.Default.DriftReport));
            await _store.WriteAsync(DriftReports.Latest, content, "application/json", null, CancellationToken.None);
        }

        foreach (var run in Runs)
        {
            await new RunRecords(_store).FinishAsync(run, CancellationToken.None);
        }

        return await new ReportBuilder(_store, clock).BuildAsync(Schedules, CancellationToken.None);
    }

    private static PartSchedule Every(string setting, TimeSpan every) => new(setting, $"{every:c}", (at, times) => at + (every * times));

    private static ImportedDeployment Imported(HealthCheck check) =>
        new()
        {
            Deployment = check.Deployment,
            Model = "gpt-4o",
            Format = "OpenAI",
            Api = check.Api,
            Path = "contoso/openai",
            Compatibility = check.Compatibility,
            Reason = "contoso holds only OpenAI models",
        };

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
