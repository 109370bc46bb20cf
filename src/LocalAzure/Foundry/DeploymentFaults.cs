namespace LocalAzure.Foundry;

/// <summary>The deployments that fail now; of two faults that meet a call the older one bites.</summary>
public sealed class DeploymentFaults(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<(DeploymentFault Fault, DateTimeOffset? Until)> _faults = [];

    public void Add(DeploymentFault fault)
    {
        lock (_gate)
        {
            _faults.Add((fault, clock.GetUtcNow() + fault.For));
        }
    }

    /// <summary>Takes back what was said of these; of all when neither is named.</summary>
    public void Clear(string? account = null, string? deployment = null)
    {
        lock (_gate)
        {
            _faults.RemoveAll(one => Same(account, one.Fault.Account) && Same(deployment, one.Fault.Deployment));
        }
    }

    /// <summary>Those that have not ended, in order.</summary>
    public IReadOnlyList<DeploymentFault> All
    {
        get
        {
            lock (_gate)
            {
                DropEnded();
                return [.. _faults.Select(one => one.Fault)];
            }
        }
    }

    /// <summary>Takes one use of the first fault that meets the call; null when none does.</summary>
    internal DeploymentFault? Take(string account, string? deployment)
    {
        lock (_gate)
        {
            DropEnded();
            var at = _faults.FindIndex(one => one.Fault.Meets(account, deployment));
            if (at < 0)
            {
                return null;
            }

            var (fault, until) = _faults[at];
            if (fault.Times is { } times)
            {
                _faults[at] = (fault with { Times = times - 1 }, until);
            }

            return fault;
        }
    }

    private void DropEnded()
    {
        var now = clock.GetUtcNow();
        _faults.RemoveAll(one => one.Until <= now || one.Fault.Times <= 0);
    }

    private static bool Same(string? wanted, string? actual) =>
        wanted is null || string.Equals(wanted, actual, StringComparison.OrdinalIgnoreCase);
}
