namespace LocalAzure.Load;

/// <summary>Counts calls as they end and tells those who wait for a number of them.</summary>
internal sealed class LoadTally(IEnumerable<string> aliases)
{
    private readonly Lock _gate = new();
    private readonly List<(int Calls, TaskCompletionSource Reached)> _waiting = [];
    private readonly Dictionary<string, Row> _rows = aliases
        .Distinct(StringComparer.Ordinal)
        .ToDictionary(alias => alias, _ => new Row(), StringComparer.Ordinal);
    private int _calls;

    public void Good(string alias, TimeSpan took, string? member) =>
        Note(
            alias,
            row =>
            {
                row.Durations.Add(took);
                if (member is not null)
                {
                    row.ByMember[member] = row.ByMember.GetValueOrDefault(member) + 1;
                }
            }
        );

    public void Failed(string alias, FailedCall call) => Note(alias, row => row.Failed.Add(call));

    /// <summary>Ends when so many calls more than now have ended.</summary>
    public Task MoreAsync(int calls)
    {
        lock (_gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((_calls + calls, reached));
            return reached.Task;
        }
    }

    public LoadReport Report()
    {
        lock (_gate)
        {
            return new LoadReport(
                _rows.ToDictionary(
                    pair => pair.Key,
                    pair => new AliasLoad
                    {
                        Alias = pair.Key,
                        Calls = pair.Value.Durations.Count + pair.Value.Failed.Count,
                        Failed = [.. pair.Value.Failed],
                        ByMember = new Dictionary<string, int>(pair.Value.ByMember),
                        Durations = [.. pair.Value.Durations.Order()],
                    },
                    StringComparer.Ordinal
                )
            );
        }
    }

    private void Note(string alias, Action<Row> note)
    {
        lock (_gate)
        {
            note(_rows[alias]);
            _calls++;
            foreach (var (_, reached) in _waiting.Where(one => one.Calls <= _calls))
            {
                reached.TrySetResult();
            }

            _waiting.RemoveAll(one => one.Calls <= _calls);
        }
    }

    private sealed class Row
    {
        public List<TimeSpan> Durations { get; } = [];

        public List<FailedCall> Failed { get; } = [];

        public Dictionary<string, int> ByMember { get; } = new(StringComparer.Ordinal);
    }
}
