namespace Importer.Design;

/// <summary>Whether an API can be adopted.</summary>
/// <param name="Called">Whom it calls, and how; null when it cannot be adopted.</param>
/// <param name="Refusal">Why not, with the way out; null when it can.</param>
/// <param name="Notes">What people should know before.</param>
public sealed record AdoptionVerdict(CalledAccount? Called, string? Refusal, IReadOnlyList<SetAside> Notes)
{
    internal static AdoptionVerdict No(string reason) => new(null, reason, []);
}
