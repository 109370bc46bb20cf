using Importer.Storage;

namespace Importer.Tests.Fakes;

/// <summary>Leases in memory, shared by whoever is given them; can be told to be away.</summary>
internal sealed class InMemoryLeases : ILeases
{
    private readonly HashSet<string> _held = [];
    private readonly HashSet<string> _known = [];

    /// <summary>What asking throws; null for nothing.</summary>
    public Exception? Fault { get; set; }

    /// <summary>What every lease was asked for, in that order, those that were held by somebody else too.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What is held now.</summary>
    public IReadOnlyCollection<string> Held => [.. _held];

    /// <summary>Runs when a lease has been given, before its holder goes on.</summary>
    public Func<string, Task> Given { get; set; } = _ => Task.CompletedTask;

    public async Task<Lease?> TryAcquireAsync(string name, string purpose, CancellationToken cancellationToken)
    {
        name = DocumentName.Checked(name);
        bool isFirst;
        lock (_held)
        {
            Asked.Add(purpose);
            if (Fault is { } fault)
            {
                throw fault;
            }

            if (!_held.Add(name))
            {
                return null;
            }

            isFirst = _known.Add(name);
        }

        await Given(purpose);
        return new InMemoryLease(this, name) { IsFirst = isFirst };
    }

    /// <summary>The holder's process ends, and the lease runs out.</summary>
    public void CutOff()
    {
        lock (_held)
        {
            _held.Clear();
        }
    }

    private sealed class InMemoryLease(InMemoryLeases leases, string name) : Lease
    {
        private bool _isOver;

        public override bool IsHeld => !_isOver;

        public override ValueTask DisposeAsync()
        {
            lock (leases._held)
            {
                if (!_isOver)
                {
                    leases._held.Remove(name);
                }

                _isOver = true;
            }

            return ValueTask.CompletedTask;
        }
    }
}
