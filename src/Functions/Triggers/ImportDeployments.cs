using Functions.Input;
using Functions.Queue;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Triggers;

/// <summary>Works the queue off: one message, one run, unless a run that began after the message has already looked there.</summary>
internal sealed class ImportDeployments(ScopeValidator scopes, ImportWorker worker)
{
    /// <summary>The function.</summary>
    /// <param name="message">The message's text.</param>
    /// <param name="dequeueCount">Which delivery this is; absent when somebody calls the function by hand.</param>
    /// <param name="cancellationToken">Ends it.</param>
    [Function(nameof(ImportDeployments))]
    public Task RunAsync([QueueTrigger(ImportQueue.Name)] string? message, int? dequeueCount, CancellationToken cancellationToken) =>
        worker.WorkAsync(ImportMessage.Read(message, scopes), dequeueCount ?? 0, cancellationToken);
}
