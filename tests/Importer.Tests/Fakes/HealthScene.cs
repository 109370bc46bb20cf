using System.Net;
using System.Text;
using Importer.Configuration;
using Importer.HealthChecks;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Tests.Builders;

namespace Importer.Tests.Fakes;

/// <summary>Rounds of test calls over in-memory ports. Each round is made by a new process: only the store remembers.</summary>
internal sealed class HealthScene(HealthSettings settings, ApiProfile? defaults = null)
{
    private readonly ImporterSettings _settings = TheSettings.With(defaults ?? new()) with { Health = settings };

    public InMemorySource Source { get; } = new();

    public InMemoryGateway Gateway { get; } = new();

    public InMemoryReportStore Store { get; } = new();

    public ScriptedModels Models { get; } = new();

    public HandClock Clock { get; } = new();

    /// <summary>Deploys and imports; the run leaves no record behind, as one of long ago.</summary>
    public async Task ImportAsync(string account, params string[] models)
    {
        foreach (var model in models)
        {
            Source.Deploy(account, model);
        }

        var kept = Models.Answer;
        Models.Answer = _ => null;
        await Parts(new InMemoryReportStore())
            .Make<Reconciler>()
            .RunAsync(
                new ReconcileRequest
                {
                    RunId = RunId.Mint(Clock),
                    Reason = RunReason.Manual,
                    Mode = RunMode.Apply,
                },
                CancellationToken.None
            );
        Models.Answer = kept;
        Models.Calls.Clear();
    }

    public Task<HealthSnapshot> RoundAsync(CancellationToken cancellationToken = default) =>
        Parts(Store).Make<HealthCheckRun>().RunAsync(cancellationToken);

    public Task<HealthSnapshot> RoundByHandAsync() => Parts(Store).Make<HealthCheckRun>().RunByHandAsync(CancellationToken.None);

    /// <summary>A run that a person started, for one deployment or everything.</summary>
    public Task<RunReport> RunAsync(ResourceId? scope) =>
        Parts(Store)
            .Make<Reconciler>()
            .RunAsync(
                new ReconcileRequest
                {
                    RunId = RunId.Mint(Clock),
                    Reason = RunReason.Manual,
                    Mode = RunMode.Apply,
                    Scope = scope,
                },
                CancellationToken.None
            );

    /// <summary>The deployments that were called since the last look, in order.</summary>
    public IReadOnlyList<string> Called()
    {
        string[] called = [.. Models.Calls.Select(call => call.AbsolutePath.Split('/')[4])];
        Models.Calls.Clear();
        return called;
    }

    public static HttpResponseMessage Answer(int status, string body, TimeSpan? retryAfter = null)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        answer.Headers.RetryAfter = retryAfter is { } wait ? new(wait) : null;
        return answer;
    }

    private ImporterParts Parts(InMemoryReportStore store) =>
        new()
        {
            Settings = _settings,
            Source = Source,
            Gateway = Gateway,
            Store = store,
            Http = new HttpClient(Models),
            Clock = Clock,
        };
}
