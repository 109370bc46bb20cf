using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace LocalAzure.State;

/// <summary>Everything the management plane knows. ARM writes it; the gateway and the model endpoints only read.</summary>
public sealed class ResourceStore(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ArmResource> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly ResourceIndex _byParent = new();
    private readonly ResourceIndex _byParentAndType = new();
    private readonly ResourceIndex _byType = new();
    private long _version;

    /// <summary>Raised after every change, outside the lock: read the store again rather than trust the order.</summary>
    [SuppressMessage("Design", "CA1003", Justification = "The listeners want the fact, not a sender.")]
    public event Action<ResourceChange>? Changed;

    /// <summary>Grows with every change.</summary>
    public long Version => Interlocked.Read(ref _version);

    public ArmResource? Get(string id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id.TrimEnd('/'));
        }
    }

    /// <summary>The direct children of one type, by name.</summary>
    public IReadOnlyList<ArmResource> Children(string parentId, string type) =>
        Resources(_byParentAndType, Key(parentId.TrimEnd('/'), type));

    /// <summary>All resources of one type, by id.</summary>
    public IReadOnlyList<ArmResource> OfType(string type) => Resources(_byType, type);

    /// <summary>Writes a resource under a new entity tag; the casing of the first write stays.</summary>
    public ArmResource Put(string id, string type, JsonObject body)
    {
        ArmResource written;
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var before = _byId.GetValueOrDefault(id);
            written = new ArmResource
            {
                Id = before?.Id ?? id,
                Type = before?.Type ?? type,
                Name = before?.Name ?? ResourceIds.Name(id),
                Body = body,
                ETag = NextETag(),
                CreatedAt = before?.CreatedAt ?? now,
                ChangedAt = now,
            };
            Add(written);
        }

        Changed?.Invoke(new ResourceChange(ChangeKind.Written, written));
        return written;
    }

    /// <summary>Every resource there is.</summary>
    internal IReadOnlyList<ArmResource> All()
    {
        lock (_gate)
        {
            return [.. _byId.Values];
        }
    }

    /// <summary>Takes a resource over from another store as it is; nobody is told.</summary>
    internal void Adopt(ArmResource resource)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _version);
            Add(resource);
        }
    }

    /// <summary>Removes a resource and everything below it, deepest first; false when it was not there.</summary>
    public bool Remove(string id)
    {
        List<ArmResource> removed = [];
        lock (_gate)
        {
            RemoveTree(id.TrimEnd('/'), removed);
        }

        foreach (var resource in removed)
        {
            Changed?.Invoke(new ResourceChange(ChangeKind.Deleted, resource));
        }

        return removed.Count > 0;
    }

    private static string Key(string parentId, string type) => $"{parentId}|{type}";

    private void Add(ArmResource resource)
    {
        var parent = ResourceIds.Parent(resource.Id);
        _byId[resource.Id] = resource;
        _byParent.Add(parent, resource.Id);
        _byParentAndType.Add(Key(parent, resource.Type), resource.Id);
        _byType.Add(resource.Type, resource.Id);
    }

    private void RemoveTree(string id, List<ArmResource> removed)
    {
        foreach (var child in _byParent.Read(id))
        {
            RemoveTree(child, removed);
        }

        if (!_byId.Remove(id, out var resource))
        {
            return;
        }

        var parent = ResourceIds.Parent(resource.Id);
        _byParent.Remove(parent, resource.Id);
        _byParentAndType.Remove(Key(parent, resource.Type), resource.Id);
        _byType.Remove(resource.Type, resource.Id);
        Interlocked.Increment(ref _version);
        removed.Add(resource);
    }

    private ArmResource[] Resources(ResourceIndex index, string key)
    {
        lock (_gate)
        {
            return [.. index.Read(key).Select(id => _byId[id])];
        }
    }

    /// <summary>API Management's entity tags are a base64 row version in quotes.</summary>
    private string NextETag()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Interlocked.Increment(ref _version));
        return $"\"{Convert.ToBase64String(bytes)}\"";
    }
}
