using System.Collections.Concurrent;

namespace LocalAzure.State;

/// <summary>
/// Who is in which group of the directory, as <c>POST /_local/groups</c> says; groups may be in groups. Nothing else of a directory is
/// simulated.
/// </summary>
public sealed class DirectoryGroups
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _members = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Says who is in a group, in place of what was said before.</summary>
    public void Put(string group, IReadOnlyList<string> members) => _members[group] = members;

    /// <summary>True when <paramref name="assigned"/> is the principal or a group that it is in, however deep.</summary>
    public bool Holds(string assigned, string principal) => Holds(assigned, principal, []);

    private bool Holds(string assigned, string principal, HashSet<string> seen) =>
        ResourceIds.Same(assigned, principal)
        || (seen.Add(assigned) && _members.GetValueOrDefault(assigned, []).Any(member => Holds(member, principal, seen)));
}
