namespace Importer.Policies;

/// <summary>Where one <c>set-backend-service</c> of a policy sends calls; exactly one of the two is given.</summary>
/// <param name="BackendId">The id of a backend resource.</param>
/// <param name="BaseUrl">An address as it is written: it may be an expression or name a named value.</param>
public sealed record PolicyTarget(string? BackendId, string? BaseUrl);
