using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Importer.Arm;
using Importer.Gateway;
using Importer.Resources;
using Microsoft.Extensions.Logging;

namespace Importer.Apim;

/// <summary>What the gateway's identity may do.</summary>
/// <param name="Held">The grants that it needs no more.</param>
/// <param name="Unread">Accounts on which that could not be seen, each with its reason.</param>
/// <param name="Unlisted">Those of them on which the role assignments could not be listed.</param>
internal sealed record RoleReading(
    IReadOnlyList<RoleGrant> Held,
    IReadOnlyDictionary<ResourceId, string> Unread,
    IReadOnlySet<ResourceId> Unlisted
)
{
    /// <summary>Where there is no identity, there is nothing to read.</summary>
    public static RoleReading Nothing { get; } = new([], new Dictionary<ResourceId, string>(), new HashSet<ResourceId>());
}

/// <summary>
/// Reads which of the wanted grants the gateway's identity has no need of: it holds the role, one that is known to do as well, or
/// all the data actions by whatever roles, its own or its groups', at the account or above it. Deny assignments are not looked at.
/// </summary>
/// <remarks>
/// A filter on the principal answers with assignments at, above and below a scope, those of its groups with them:
/// https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
/// </remarks>
internal sealed partial class ApimRoles(ArmClient arm, ILogger logger)
{
    // From this many accounts of one subscription on, one list for the whole subscription costs less.
    private const int Many = 3;
    private const int AtOnce = 8;

    /// <summary>Those of <paramref name="wanted"/> that <paramref name="principalId"/> needs no more.</summary>
    public async Task<RoleReading> HeldAsync(string principalId, IReadOnlyList<RoleGrant> wanted, CancellationToken cancellationToken)
    {
        var reader = new RoleDefinitionReader(arm);
        var judged = new List<(RoleGrant Grant, bool IsHeld, string? Unread, bool IsListed)>();
        foreach (var group in wanted.GroupBy(grant => grant.Account.Subscription, StringComparer.OrdinalIgnoreCase))
        {
            judged.AddRange(await JudgeAsync(principalId, [.. group], reader, cancellationToken));
        }

        return new(
            [.. judged.Where(one => one.IsHeld).Select(one => one.Grant)],
            judged
                .Where(one => one is { IsHeld: false, Unread: not null })
                .DistinctBy(one => one.Grant.Account)
                .ToDictionary(one => one.Grant.Account, one => one.Unread!),
            judged.Where(one => !one.IsListed).Select(one => one.Grant.Account).ToHashSet()
        );
    }

    /// <summary>The name of the assignment of a grant: always the same, so that granting twice is granting once.</summary>
    public static Guid NameOf(RoleGrant grant, string principalId)
    {
        var words = $"{grant.Account.Value}|{principalId}|{grant.RoleId}".ToUpperInvariant();
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(words)).AsSpan(0, 16));
    }

    private async Task<(RoleGrant Grant, bool IsHeld, string? Unread, bool IsListed)[]> JudgeAsync(
        string principalId,
        RoleGrant[] grants,
        RoleDefinitionReader reader,
        CancellationToken cancellationToken
    )
    {
        (IReadOnlyList<JsonElement>? Found, string?) all =
            grants.Length < Many
                ? default
                : await AssignmentsAsync(
                    principalId,
                    ResourceId.Parse($"/subscriptions/{grants[0].Account.Subscription}"),
                    cancellationToken
                );
        var byScope = all.Found is { } found ? ByScope(found) : null;
        var judged = new (RoleGrant, bool, string?, bool)[grants.Length];
        await Parallel.ForAsync(
            0,
            grants.Length,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                var grant = grants[index];
                var (assignments, unread) = byScope is null
                    ? await AssignmentsAsync(principalId, grant.Account, token)
                    : ([.. Above(grant.Account).SelectMany(scope => byScope[scope])], null);
                judged[index] = assignments is null
                    ? (grant, false, unread, false)
                    : await JudgeAsync(
                        grant,
                        [.. assignments.Where(assignment => Reaches(assignment.Text("properties", "scope"), grant.Account))],
                        reader,
                        token
                    );
            }
        );
        return judged;
    }

    private static async Task<(RoleGrant Grant, bool IsHeld, string? Unread, bool IsListed)> JudgeAsync(
        RoleGrant grant,
        IReadOnlyList<JsonElement> assignments,
        RoleDefinitionReader reader,
        CancellationToken cancellationToken
    )
    {
        if (
            assignments.Any(assignment =>
                RoleOf(assignment) is var role && (IsRole(role, grant.RoleId) || grant.Alternatives.Any(other => IsRole(role, other)))
            )
        )
        {
            return (grant, true, null, true);
        }

        // What a condition lets through is not known, so an assignment with one counts for nothing.
        var roles = assignments
            .Where(assignment => string.IsNullOrEmpty(assignment.Text("properties", "condition")))
            .Select(RoleOf)
            .Distinct(StringComparer.OrdinalIgnoreCase);
        var missing = grant.DataActions.ToList();
        string? unread = null;
        foreach (var role in grant.DataActions.Count == 0 ? [] : roles)
        {
            var (permissions, reason) = await reader.ReadAsync(grant.Account, role, cancellationToken);
            unread ??= reason;
            missing.RemoveAll(action => permissions?.Allows(action) == true);
            if (missing.Count == 0)
            {
                return (grant, true, null, true);
            }
        }

        return (grant, false, unread, true);
    }

    /// <summary>The assignments, or why they are not known. A scope that is not there has none.</summary>
    private async Task<(IReadOnlyList<JsonElement>? Found, string? Unread)> AssignmentsAsync(
        string principalId,
        ResourceId scope,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await arm.ListAsync(ApimPaths.RolesOf(principalId, scope), ApimPaths.AuthorizationVersion, cancellationToken), null);
        }
        catch (ArmException refusal) when (refusal.Kind is ArmErrorKind.Permanent or ArmErrorKind.Gone)
        {
            // Told in the plan: what is not seen is neither held nor missing.
            LogUnread(scope, refusal.Message);
            return (null, refusal.Message);
        }
    }

    // Scopes beyond subscriptions (the root, management groups) reach everything that they are listed for.
    private static ILookup<string, JsonElement> ByScope(IReadOnlyList<JsonElement> assignments) =>
        assignments.ToLookup(
            assignment =>
                assignment.Text("properties", "scope") is { } scope
                && scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase)
                    ? scope.TrimEnd('/')
                    : "",
            StringComparer.OrdinalIgnoreCase
        );

    private static string[] Above(ResourceId account) =>
        [
            "",
            $"/subscriptions/{account.Subscription}",
            $"/subscriptions/{account.Subscription}/resourceGroups/{account.ResourceGroup}",
            account.Value,
        ];

    private static string RoleOf(JsonElement assignment) => (assignment.Text("properties", "roleDefinitionId") ?? "").Split('/')[^1];

    // The root and management groups are no resource ids, and only those above the scope are ever listed.
    private static bool Reaches(string? scope, ResourceId account) =>
        scope is not null
        && (
            !ResourceId.TryParse(scope, out var id)
                ? !scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase)
                : id.Covers(account)
        );

    private static bool IsRole(string role, string wanted) => string.Equals(role, wanted, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The role assignments on {Scope} could not be read: {Reason}")]
    private partial void LogUnread(ResourceId scope, string reason);
}

/// <summary>Reads role definitions, each once.</summary>
internal sealed class RoleDefinitionReader(ArmClient arm)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<(RolePermissions? Permissions, string? Unread)>>> _read = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>What a role allows, or why that is not known.</summary>
    public Task<(RolePermissions? Permissions, string? Unread)> ReadAsync(
        ResourceId scope,
        string role,
        CancellationToken cancellationToken
    ) => _read.GetOrAdd(role, _ => new(() => FetchAsync(scope, role, cancellationToken))).Value;

    private async Task<(RolePermissions? Permissions, string? Unread)> FetchAsync(
        ResourceId scope,
        string role,
        CancellationToken cancellationToken
    )
    {
        if (!Guid.TryParse(role, out _))
        {
            return (null, $"a role assignment names no role: {role}");
        }

        try
        {
            var answer = await arm.RequireAsync(ApimPaths.RoleDefinitionAt(scope, role), ApimPaths.AuthorizationVersion, cancellationToken);
            return RolePermissions.Read(answer.Body) is { } permissions
                ? (permissions, null)
                : (null, $"the definition of role {role} does not say what it allows");
        }
        catch (ArmException refusal) when (refusal.Kind is ArmErrorKind.Permanent or ArmErrorKind.Gone)
        {
            return (null, $"the definition of role {role} could not be read: {refusal.Message}");
        }
    }
}
