using Azure.Core.Pipeline;
using Bench.Clouds;
using Importer;
using Importer.Arm;
using Importer.Configuration;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using LocalAzure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bench.Importing;

/// <summary>
/// The importer in this process, put together as the app puts it together, with a counter on its way to Resource Manager.
/// </summary>
internal sealed class ImporterUnderTest : IAsyncDisposable
{
    private readonly string _folder;
    private readonly CallCounter _counter = new();
    private readonly HttpClient _client;
    private readonly ServiceProvider _services;
    private int _runs;

    public ImporterUnderTest(LocalAzureOptions cloud, bool withTestCalls, string folder)
    {
        _folder = folder;
        var settings = new ImporterSettings
        {
            ServiceId = ResourceId.Parse(Ids.Service),
            Scopes = [ResourceId.Parse(Ids.Subscription)],
            ReportsContainer = _folder,
            ArmEndpoint = cloud.Arm,
            Health = withTestCalls ? new HealthSettings() : new HealthSettings { CallsPerDay = 0 },
        };
        _client = new HttpClient(_counter) { Timeout = Timeout.InfiniteTimeSpan };
        _services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.None))
            .AddImporter(settings, Token)
            .AddSingleton(provider => new ArmClient(
                settings.ArmEndpoint,
                settings.ArmAudience,
                Token,
                TimeProvider.System,
                new ArmSettings { Transport = new HttpClientTransport(_client) }
            ))
            .BuildServiceProvider();
    }

    /// <summary>Where its tokens come from.</summary>
    public FixedToken Token { get; } = new();

    public CallCounts Counts => _counter.Counts;

    /// <summary>A look at everything that writes nothing: what is compiled on first use is compiled after it.</summary>
    public Task WarmUpAsync(CancellationToken cancellationToken) => RunAsync(RunReason.Manual, null, cancellationToken, RunMode.Plan);

    /// <summary>
    /// The same with an import, of an account that goes afterwards: the shipped app is compiled ahead of time, so what compiling on first
    /// use costs here is
    /// no part of an import. The cold start is a part of its own.
    /// </summary>
    public async Task WarmUpWritingAsync(ArmCalls arm, CancellationToken cancellationToken)
    {
        var account = "warm-up";
        await WarmUpAsync(cancellationToken);
        await arm.MakeAccountsAsync([account], cancellationToken);
        await arm.MakeDeploymentAsync(account, "gpt-4o", cancellationToken);
        await RunAsync(RunReason.Manual, Ids.Account(account), cancellationToken);
        foreach (var id in new[] { $"{Ids.Service}/apis/{account}-openai", $"{Ids.Service}/backends/{account}-openai-ai-endpoint" })
        {
            await arm.RemoveAsync(id, cancellationToken);
        }

        await arm.DeleteAsync(Ids.Deployment(account, "gpt-4o"), cancellationToken);
        await arm.DeleteAsync(Ids.Account(account), cancellationToken);
        await arm.GoneAsync(Ids.Account(account), cancellationToken);
    }

    /// <summary>
    /// A run over everything that may be held up by another instance, and then is tried again until nothing is left to do.
    /// </summary>
    public async Task<CallCounts> TryAsync(CancellationToken cancellationToken)
    {
        var before = Counts;
        RunReport report;
        do
        {
            report = await _services
                .GetRequiredService<Reconciler>()
                .RunAsync(
                    new ReconcileRequest
                    {
                        RunId = $"bench-{++_runs:00000000}",
                        Reason = RunReason.Manual,
                        Mode = RunMode.Apply,
                    },
                    cancellationToken
                );
        } while (report.TryAgain);
        return Counts - before;
    }

    /// <summary>One run; over everything without a scope.</summary>
    public async Task<(RunReport Report, CallCounts Calls)> RunAsync(
        RunReason reason,
        string? scope,
        CancellationToken cancellationToken,
        RunMode mode = RunMode.Apply
    )
    {
        var before = Counts;
        var request = new ReconcileRequest
        {
            RunId = $"bench-{++_runs:00000000}",
            Reason = reason,
            Mode = mode,
            Scope = scope is null ? null : ResourceId.Parse(scope),
        };
        var report = await _services.GetRequiredService<Reconciler>().RunAsync(request, cancellationToken);
        return report.Outcome is RunOutcome.Succeeded or RunOutcome.Partial && report.Error is null
            ? (report, Counts - before)
            : throw new InvalidOperationException(
                $"The run over {scope ?? "everything"} ended with {report.Outcome}: {report.Error ?? string.Join("; ", report.Steps.Select(step => step.Reason))}"
            );
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _client.Dispose();
        _counter.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
