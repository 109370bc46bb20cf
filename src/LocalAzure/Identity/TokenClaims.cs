namespace LocalAzure.Identity;

/// <summary>What a token of ours says.</summary>
/// <param name="PrincipalId">Claim <c>oid</c>.</param>
/// <param name="Audience">Claim <c>aud</c>.</param>
/// <param name="Expires">Claim <c>exp</c>.</param>
public sealed record TokenClaims(string PrincipalId, string Audience, DateTimeOffset Expires);
