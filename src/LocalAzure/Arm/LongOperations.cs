using System.Collections.Concurrent;
using System.Globalization;
using LocalAzure.State;

namespace LocalAzure.Arm;

/// <summary>Runs long operations to their end on the local clock and answers those who poll.</summary>
internal sealed class LongOperations(Cloud cloud, Lock gate) : IDisposable
{
    private readonly ConcurrentDictionary<string, LongOperation> _operations = new();
    private readonly ConcurrentDictionary<string, ITimer> _timers = new();
    private readonly ConcurrentDictionary<string, (Func<ArmAnswer> Finish, Action Failed)> _work = new();

    /// <summary>Starts one; a length of null means it never ends by itself.</summary>
    /// <param name="finish">Does the work at the end; throws <see cref="ArmRefusedException"/> to fail.</param>
    /// <param name="failed">Runs after a failure.</param>
    public LongOperation Start(
        (string Subject, string PollScope, string Version) what,
        TimeSpan? length,
        Func<ArmAnswer> finish,
        Action failed
    )
    {
        var now = cloud.Clock.GetUtcNow();
        var operation = new LongOperation(what.Subject, what.PollScope, what.Version, now) { Due = now + length };
        _operations[operation.Id] = operation;
        _work[operation.Id] = (finish, failed);
        if (length == TimeSpan.Zero)
        {
            End(operation, null);
        }
        else if (length is { } wait)
        {
            _timers[operation.Id] = cloud.Clock.CreateTimer(_ => End(operation, null), null, wait, Timeout.InfiniteTimeSpan);
        }

        return operation;
    }

    public bool IsRunning(string subject) => Running(one => ResourceIds.Same(one.Subject, subject)).Count > 0;

    /// <summary>Ends what runs on a deleted resource or below it.</summary>
    public void CancelWithin(string id) =>
        Running(one => ResourceIds.IsWithin(one.Subject, id))
            .ForEach(one =>
                End(one, ArmErrors.Refuse(409, "OperationPreempted", $"The operation has been preempted by the deletion of '{id}'."))
            );

    /// <summary>Ends what runs on a resource, now: well, or with the given failure. False when nothing runs.</summary>
    public bool EndNow(string subject, ArmRefusedException? failure)
    {
        var running = Running(one => ResourceIds.Same(one.Subject, subject));
        running.ForEach(one => End(one, failure));
        return running.Count > 0;
    }

    /// <summary>The answer to a poll of <c>…/operationresults/{id}</c> or <c>…/operationstatuses/{id}</c>; null for another path.</summary>
    public ArmAnswer? Poll(string path)
    {
        var segments = path.TrimEnd('/').Split('/');
        var kind = segments.Length > 2 ? segments[^2] : "";
        if (!ResourceIds.Same(kind, "operationresults") && !ResourceIds.Same(kind, "operationstatuses"))
        {
            return null;
        }

        if (!_operations.TryGetValue(segments[^1], out var operation))
        {
            throw ArmErrors.Refuse(404, "OperationNotFound", $"The operation '{segments[^1]}' was not found.");
        }

        // Who polls when he was told to finds the end, however late its timer is on a busy machine.
        if (operation.Result is null && operation.Due <= cloud.Clock.GetUtcNow())
        {
            End(operation, null);
        }

        if (ResourceIds.Same(kind, "operationstatuses"))
        {
            var status = ArmAnswer.Ok(operation.Describe());
            return operation.Result is null ? WithRetry(status, operation) : status;
        }

        return operation.Result ?? WithHeaders(new ArmAnswer(202), operation);
    }

    /// <summary>Says where to poll and when.</summary>
    public ArmAnswer WithHeaders(ArmAnswer answer, LongOperation operation) =>
        WithRetry(
            answer.With("Location", Url(operation, "operationresults")).With("Azure-AsyncOperation", Url(operation, "operationstatuses")),
            operation
        );

    public void Dispose()
    {
        foreach (var timer in _timers.Values)
        {
            timer.Dispose();
        }
    }

    private List<LongOperation> Running(Func<LongOperation, bool> matches) => [.. _work.Keys.Select(id => _operations[id]).Where(matches)];

    private string Url(LongOperation operation, string kind) =>
        new Uri(cloud.Options.Arm, $"{operation.PollScope}/{kind}/{operation.Id}?api-version={operation.Version}").AbsoluteUri;

    /// <summary>
    /// Retry-After counts in seconds; an operation of ours can be shorter, and x-ms-retry-after-ms (which Azure.Core
    /// reads before it) can say so.
    /// </summary>
    private ArmAnswer WithRetry(ArmAnswer answer, LongOperation operation)
    {
        var left = (operation.Due - cloud.Clock.GetUtcNow()) ?? TimeSpan.FromSeconds(1);
        var seconds = Math.Clamp((int)Math.Ceiling(left.TotalSeconds), 1, 10);
        answer = answer.With("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
        return left >= TimeSpan.FromSeconds(1)
            ? answer
            : answer.With(
                "x-ms-retry-after-ms",
                Math.Max(1, (int)Math.Ceiling(left.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture)
            );
    }

    // All of it under the lock: whoever polls at this moment waits for the result and does not hear that it still runs.
    private void End(LongOperation operation, ArmRefusedException? failure)
    {
        lock (gate)
        {
            if (!_work.TryRemove(operation.Id, out var work))
            {
                return;
            }

            if (_timers.TryRemove(operation.Id, out var timer))
            {
                timer.Dispose();
            }

            operation.End(Run(work.Finish, work.Failed, failure), cloud.Clock.GetUtcNow());
        }
    }

    private static ArmAnswer Run(Func<ArmAnswer> finish, Action failed, ArmRefusedException? failure)
    {
        try
        {
            return failure is null ? finish() : throw failure;
        }
        catch (ArmRefusedException refused)
        {
            failed();
            return refused.Answer;
        }
    }
}
