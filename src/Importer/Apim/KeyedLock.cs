using System.Collections.Concurrent;

namespace Importer.Apim;

/// <summary>Lets one caller at a time in for each name; names are compared without regard to case.</summary>
internal sealed class KeyedLock
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for the turn; disposing of the result ends it. No name, no waiting.</summary>
    public async Task<IDisposable> EnterAsync(string? name, CancellationToken cancellationToken)
    {
        if (name is null)
        {
            return new Turn(null);
        }

        var gate = _gates.GetOrAdd(name, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        return new Turn(gate);
    }

    private sealed class Turn(SemaphoreSlim? gate) : IDisposable
    {
        public void Dispose() => gate?.Release();
    }
}
