using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Importer.Arm;
using Importer.Gateway;
using Importer.Resources;
using Microsoft.Extensions.Logging;

namespace Importer.Apim;

/// <summary>Reads which of the wanted roles the gateway's identity holds; a grant at a parent scope counts.</summary>
/// <remarks>
/// A filter on the principal answers with assignments at, above and below a scope:
/// https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-scope
/// </remarks>
internal sealed partial class ApimRoles(ArmClient arm, ILogger logger)
{
    // From this many accounts of one subscription on, one list for the whole subscription costs less.
    private const int Many = 3;
    private const int AtOnce = 8;

    /// <summary>Those of <paramref name="wanted"/> that <paramref name="principalId"/> holds.</summary>
    public async Task<IReadOnlyList<RoleGrant>> HeldAsync(string principalId, IReadOnlyList<RoleGrant> wanted, CancellationToken cancellationToken)
    {
        var held = new List<RoleGrant>();
        foreach (var group in wanted.GroupBy(grant => grant.Account.Subscription, StringComparer.OrdinalIgnoreCase))
        {
            RoleGrant[] grants = [.. group];
            var all = grants.Length < Many ? null : await AssignmentsAsync(principalId, ResourceId.Parse($"/subscriptions/{group.Key}"), cancellationToken);
            held.AddRange(all is null ? await EachAsync(principalId, grants, cancellationToken) : Held(ByScope(all), grants));
        }

        return held;
    }

    /// <summary>The name of the assignment of a grant: always the same, so that granting twice is granting once.</summary>
    public static Guid NameOf(RoleGrant grant, string principalId)
    {
        var words = $"{grant.Account.Value}|{principalId}|{grant.RoleId}".ToUpperInvariant();
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(words)).AsSpan(0, 16));
    }

    private async Task<IEnumerable<RoleGrant>> EachAsync(string principalId, RoleGrant[] grants, CancellationToken cancellationToken)
    {
        var held = new bool[grants.Length];
        await Parallel.ForAsync(
            0,
            grants.Length,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                var assignments = await AssignmentsAsync(principalId, grants[index].Account, token);
                held[index] = assignments?.Any(assignment => Serves(assignment, grants[index])) == true;
            });
        return grants.Where((_, index) => held[index]);
    }

    /// <summary>The assignments, or null when they may not be read or the scope is not there.</summary>
    private async Task<IReadOnlyList<JsonElement>?> AssignmentsAsync(string principalId, ResourceId scope, CancellationToken cancellationToken)
    {
        try
        {
            return await arm.ListAsync(ApimPaths.RolesOf(principalId, scope), ApimPaths.AuthorizationVersion, cancellationToken);
        }
        catch (ArmException refusal) when (refusal.Kind is ArmErrorKind.Permanent or ArmErrorKind.Gone)
        {
            // Then the role counts as missing: granting it either finds it there or tells which right is missing.
            LogUnread(scope, refusal.Message);
            return null;
        }
    }

    private static IEnumerable<RoleGrant> Held(ILookup<string, JsonElement> assignments, RoleGrant[] grants) =>
        grants.Where(grant => Above(grant.Account).SelectMany(scope => assignments[scope]).Any(assignment => Serves(assignment, grant)));

    // Scopes beyond subscriptions (the root, management groups) reach everything that they are listed for.
    private static ILookup<string, JsonElement> ByScope(IReadOnlyList<JsonElement> assignments) => assignments.ToLookup(
        assignment => assignment.Text("properties", "scope") is { } scope && scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) ? scope.TrimEnd('/') : "",
        StringComparer.OrdinalIgnoreCase);

    private static string[] Above(ResourceId account) =>
        ["", $"/subscriptions/{account.Subscription}", $"/subscriptions/{account.Subscription}/resourceGroups/{account.ResourceGroup}", account.Value];

    private static bool Serves(JsonElement assignment, RoleGrant grant)
    {
        var role = (assignment.Text("properties", "roleDefinitionId") ?? "").Split('/')[^1];
        return Reaches(assignment.Text("properties", "scope"), grant.Account)
            && (IsRole(role, grant.RoleId) || grant.Alternatives.Any(other => IsRole(role, other)));
    }

    // The root and management groups are no resource ids, and only those above the scope are ever listed.
    private static bool Reaches(string? scope, ResourceId account) =>
        scope is not null && (!ResourceId.TryParse(scope, out var id) ? !scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) : id.Covers(account));

    private static bool IsRole(string role, string wanted) => string.Equals(role, wanted, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The role assignments on {Scope} could not be read and count as missing: {Reason}")]
    private partial void LogUnread(ResourceId scope, string reason);
}
