namespace Importer.Specs;

/// <summary>Finds what reaches itself in a graph, by Tarjan's algorithm: each node and each edge is looked at once.</summary>
internal static class SpecCycles
{
    /// <summary>The nodes that can be reached from themselves, in the graph's order.</summary>
    public static IReadOnlyList<string> In(IReadOnlyDictionary<string, List<string>> edges, SpecWork work)
    {
        var search = new Search(edges, work);
        foreach (var node in edges.Keys)
        {
            search.From(node);
        }

        return [.. edges.Keys.Where(search.Found.Contains)];
    }

    // Without recursion: a chain of schemas can be longer than a thread's stack.
    private sealed class Search(IReadOnlyDictionary<string, List<string>> edges, SpecWork work)
    {
        private readonly Dictionary<string, Visit> _visits = new(StringComparer.Ordinal);
        private readonly Stack<Visit> _open = new();

        public HashSet<string> Found { get; } = new(StringComparer.Ordinal);

        public void From(string start)
        {
            if (_visits.ContainsKey(start))
            {
                return;
            }

            var way = new Stack<Visit>();
            way.Push(Enter(start));
            while (way.TryPeek(out var here))
            {
                work.Step();
                if (here.Next < here.Targets.Count)
                {
                    var target = here.Targets[here.Next++];
                    if (!_visits.TryGetValue(target, out var seen))
                    {
                        way.Push(Enter(target));
                    }
                    else if (seen.IsOpen)
                    {
                        here.Lowest = Math.Min(here.Lowest, seen.Number);
                    }

                    continue;
                }

                way.Pop();
                if (way.TryPeek(out var before))
                {
                    before.Lowest = Math.Min(before.Lowest, here.Lowest);
                }

                if (here.Lowest == here.Number)
                {
                    Close(here);
                }
            }
        }

        private Visit Enter(string node)
        {
            var visit = new Visit(node, _visits.Count, edges.GetValueOrDefault(node) ?? []);
            _visits[node] = visit;
            _open.Push(visit);
            return visit;
        }

        private void Close(Visit root)
        {
            var isAlone = ReferenceEquals(_open.Peek(), root);
            Visit closed;
            do
            {
                closed = _open.Pop();
                closed.IsOpen = false;
                if (!isAlone || closed.Targets.Contains(closed.Node))
                {
                    Found.Add(closed.Node);
                }
            } while (!ReferenceEquals(closed, root));
        }
    }

    private sealed class Visit(string node, int number, List<string> targets)
    {
        public string Node => node;

        public int Number { get; } = number;

        public List<string> Targets => targets;

        public int Next { get; set; }

        public int Lowest { get; set; } = number;

        public bool IsOpen { get; set; } = true;
    }
}
