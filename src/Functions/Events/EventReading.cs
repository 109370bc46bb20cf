using Importer;

namespace Functions.Events;

/// <summary>What an event means to us: scopes to look at again, or a reason to leave it alone.</summary>
/// <param name="Event">The event.</param>
/// <param name="Scopes">Where to look again; empty when it is left alone.</param>
/// <param name="LeftAlone">Why it is left alone.</param>
internal sealed record EventReading(ArmEvent Event, IReadOnlyList<ResourceId> Scopes, string? LeftAlone);
