namespace Importer.Gateway;

/// <summary>
/// When a resource was last changed and by what sort of principal, where Resource Manager tells (<c>systemData</c>). It is the
/// resource's last change, which need not be the one that is looked for.
/// </summary>
/// <remarks>
/// Source: https://learn.microsoft.com/rest/api/apimanagement/api-management-service/get (the service has it; APIs, backends,
/// policies and named values of 2024-05-01 have not).
/// </remarks>
/// <param name="At">When (UTC).</param>
/// <param name="ByType"><c>User</c>, <c>Application</c>, <c>ManagedIdentity</c> or <c>Key</c>; null when it is not told.</param>
/// <param name="By">The principal's id, only where it is a GUID: a name or an e-mail address is never kept.</param>
public sealed record LastChange(DateTimeOffset At, string? ByType, string? By);
