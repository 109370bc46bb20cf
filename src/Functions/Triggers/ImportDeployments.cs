using Functions.Host;
using Functions.Messages;
using Functions.Runs;
using Functions.Scopes;

namespace Functions.Triggers;

/// <summary>Works the queue: one message, one run, unless a run that began after the message has already looked there.</summary>
internal sealed class ImportDeployments(ScopeFence fence, QueueRuns runs, HostSettings host) : IFunction
{
    /// <summary>The queue trigger's binding.</summary>
    public const string Input = "message";

    /// <inheritdoc/>
    public async Task<Answer> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var message = ImportMessage.Read(WireValue.MessageText(invocation.Input(Input)), fence);
        if (message.Request is not { } request)
        {
            return await runs.RefuseAsync(message);
        }

        if (await runs.CoverAsync(request) is { } covered)
        {
            return Answer.Done($"run {request.RunId} {RunEnding.Line(covered)}");
        }

        // Number 0 is what the host sends when somebody calls the function by hand: no queue stands behind it.
        var number = WireValue.Number(WireValue.Property(invocation.Metadata, "DequeueCount")) ?? 1;
        var tries = number == 0 ? Tries.None : new Tries(number, host.MaxDequeueCount);
        var run = await runs.RunAsync(request, tries, cancellationToken);
        return RunEnding.Redelivers(run, tries)
            ? Answer.Redeliver($"run {run.Id}: {run.Error ?? "something has not come yet"}")
            : Answer.Done($"run {run.Id} {RunEnding.Line(run)}");
    }
}
