using System.Text.Json;

namespace Importer.Specs;

/// <summary>Finds what pointers point at. The members of an object are listed once, when a pointer first leads through it.</summary>
internal sealed class SpecIndex(JsonElement root, SpecWork work)
{
    private readonly Node _root = new(root, work);

    public SpecIndex(JsonElement root)
        : this(root, new SpecWork(CancellationToken.None)) { }

    public JsonElement Root => root;

    public SpecWork Work => work;

    /// <summary>What a pointer inside the document points at, or null when there is nothing.</summary>
    public JsonElement? Resolve(string pointer)
    {
        if (!pointer.StartsWith('#'))
        {
            return null;
        }

        var at = _root;
        foreach (var step in pointer.Split('/').Skip(1))
        {
            work.Step();
            if (at.Below(SpecPointer.Unescape(step)) is not { } next)
            {
                return null;
            }

            at = next;
        }

        return at.Element;
    }

    private sealed class Node(JsonElement element, SpecWork work)
    {
        private Dictionary<string, Node>? _members;
        private List<Node>? _items;

        public JsonElement Element => element;

        public Node? Below(string step) =>
            element.ValueKind switch
            {
                JsonValueKind.Object => (_members ??= Members()).GetValueOrDefault(step),
                JsonValueKind.Array when int.TryParse(step, out var number) => (_items ??= Items()).ElementAtOrDefault(number),
                _ => null,
            };

        private Dictionary<string, Node> Members()
        {
            var members = new Dictionary<string, Node>(StringComparer.Ordinal);
            foreach (var member in element.EnumerateObject())
            {
                work.Step();
                members[member.Name] = new Node(member.Value, work);
            }

            return members;
        }

        private List<Node> Items()
        {
            var items = new List<Node>();
            foreach (var item in element.EnumerateArray())
            {
                work.Step();
                items.Add(new Node(item, work));
            }

            return items;
        }
    }
}

/// <summary>Counts the steps of a reading, and stops it when nobody waits for it any more.</summary>
internal sealed class SpecWork(CancellationToken cancellationToken)
{
    private const long Often = 1024;

    /// <summary>The steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>One more.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public void Step()
    {
        if (++Steps % Often == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
