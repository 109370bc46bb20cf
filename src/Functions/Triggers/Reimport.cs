using System.Text.Json.Nodes;
using Functions.Host;
using Functions.Input;
using Functions.Messages;
using Functions.Runs;
using Importer;
using Importer.Reports;

namespace Functions.Triggers;

/// <summary><c>POST /api/import</c>: a person asks to look again. Enqueued and answered 202, or waited for and answered 200.</summary>
internal sealed class Reimport(ImportAsks asks, RunRecords records, BackgroundRuns background, TimeProvider clock) : IFunction
{
    /// <inheritdoc/>
    public async Task<Answer> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            var (ask, refusal) = await asks.ReadAsync(HttpIn.Read(invocation), cancellationToken);
            return refusal ?? await StartAsync(ask, cancellationToken);
        }
        catch (ReportStoreException exception)
        {
            return HttpReply.StoreAway($"{exception.Message} Nothing was enqueued.");
        }
    }

    private async Task<Answer> StartAsync(ImportAsk ask, CancellationToken cancellationToken) =>
        ask.Wait is { } wait && background.TryStart(ask.Request) is { } run
            ? await WaitAsync(run, ask.Request, wait, cancellationToken)
            : await EnqueueAsync(ask.Request, cancellationToken);

    private async Task<Answer> WaitAsync(Task<RunReport> run, ReconcileRequest request, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            return HttpReply.Of(await run.WaitAsync(wait, clock, cancellationToken), ReportJson.Readable.RunReport);
        }
        catch (TimeoutException)
        {
            return HttpReply.Accepted(request.RunId);
        }
    }

    // The record comes first: who is answered 202 finds it.
    private async Task<Answer> EnqueueAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        await records.BeginAsync(Runner.Blank(request, clock.GetUtcNow()), cancellationToken);
        return HttpReply.Accepted(request.RunId).With(DeploymentChanged.Output, new JsonArray(ImportMessage.Write(request)));
    }
}
