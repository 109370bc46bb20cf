namespace Importer.Notifying;

/// <summary>What is different from what a webhook was told last.</summary>
/// <param name="New">Subjects that need a person now and did not.</param>
/// <param name="Settled">Subjects that needed one and do no more.</param>
internal sealed record StateChange(IReadOnlyList<string> New, IReadOnlyList<string> Settled);
