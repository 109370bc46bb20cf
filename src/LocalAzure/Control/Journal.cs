namespace LocalAzure.Control;

/// <summary>Every request to every surface, oldest first, in memory.</summary>
public sealed class Journal
{
    private readonly Lock _gate = new();
    private readonly List<JournalEntry> _entries = [];
    private long _seq;

    public void Append(JournalEntry entry)
    {
        lock (_gate)
        {
            _entries.Add(entry with { Seq = ++_seq });
        }
    }

    /// <summary>A copy of what is there, of one surface or of all, later than an entry.</summary>
    public IReadOnlyList<JournalEntry> Read(string? surface = null, long after = 0)
    {
        lock (_gate)
        {
            return [.. _entries.Where(entry => entry.Seq > after && (surface is null || entry.Surface == surface))];
        }
    }

    /// <summary>What is there, which is then gone: for who looks on for long.</summary>
    public IReadOnlyList<JournalEntry> Take()
    {
        lock (_gate)
        {
            IReadOnlyList<JournalEntry> taken = [.. _entries];
            _entries.Clear();
            return taken;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }
}
