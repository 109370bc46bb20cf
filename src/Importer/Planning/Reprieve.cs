namespace Importer.Planning;

/// <summary>Why an API whose last deployment went is not withdrawn yet.</summary>
/// <param name="Reason">A sentence with the way out.</param>
/// <param name="LeavesAt">When it is withdrawn; null when that cannot be said, because something could not be read.</param>
/// <param name="MayPass">True when something could not be read, so that the run is worth trying again.</param>
public sealed record Reprieve(string Reason, DateTimeOffset? LeavesAt, bool MayPass = false);
