namespace LocalAzure.Arm;

/// <summary>The state of the management plane beside the store: running operations, locks and token buckets.</summary>
internal sealed class ArmPlane : IAsyncDisposable
{
    public ArmPlane(Cloud cloud)
    {
        Cloud = cloud;
        Operations = new LongOperations(cloud, Gate);
        Locks = new ApiLocks(cloud.Clock);
        Throttle = new ArmThrottle(cloud.Clock);
    }

    public Cloud Cloud { get; }

    /// <summary>One write at a time: the rules see a store that stands still.</summary>
    public Lock Gate { get; } = new();

    public LongOperations Operations { get; }

    public ApiLocks Locks { get; }

    public ArmThrottle Throttle { get; }

    /// <summary>How long an API stays locked after a long write; the service publishes no figure.</summary>
    public TimeSpan Settle => TimeSpan.FromMilliseconds(Math.Min(500, Cloud.Options.OperationLength.TotalMilliseconds / 3));

    /// <summary>Tells the listeners that an operation ended well.</summary>
    public void Completed(ArmCall call, string subject, string operationName, bool existed) =>
        Cloud.Operations.Raise(
            new ArmOperationCompleted
            {
                Subject = subject,
                OperationName = operationName,
                Method = call.Method,
                CorrelationId = call.CorrelationId,
                Time = Cloud.Clock.GetUtcNow(),
                Existed = existed,
            }
        );

    /// <summary>Forces a provisioning state: ends what runs on the resource, or writes the state into it.</summary>
    public bool Force(string id, string state)
    {
        if (state is "Succeeded" && Operations.EndNow(id, null))
        {
            return true;
        }

        if (state is "Failed" && Operations.EndNow(id, ArmErrors.Refuse(500, "OperationFailed", "Made to fail.")))
        {
            return true;
        }

        lock (Gate)
        {
            if (Cloud.Store.Get(id) is not { } resource)
            {
                return false;
            }

            var body = resource.Body.Clone();
            body.Properties()["provisioningState"] = state;
            Cloud.Store.Put(resource.Id, resource.Type, body);
            return true;
        }
    }

    public ValueTask DisposeAsync()
    {
        Operations.Dispose();
        return ValueTask.CompletedTask;
    }
}
