namespace LocalAzure.Control;

/// <summary>Body of <c>POST /_local/groups</c>.</summary>
/// <param name="Group">The object id of the group.</param>
/// <param name="Members">The object ids of who is in it, groups too.</param>
public sealed record GroupRequest(string Group, IReadOnlyList<string> Members);
