namespace Importer.Deployments;

/// <summary>A scope that could not be read.</summary>
/// <param name="Scope">What was to be read.</param>
/// <param name="Reason">A sentence for the report.</param>
/// <param name="MayPass">True when trying again later may help (throttling, an outage); false for a missing right.</param>
public sealed record UnreadScope(ResourceId Scope, string Reason, bool MayPass);
