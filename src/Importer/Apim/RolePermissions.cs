using System.Text.Json;

namespace Importer.Apim;

/// <summary>
/// The data actions that a role definition allows: each of its permissions those of its own, less what that permission excludes.
/// </summary>
/// <remarks>
/// Source: https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-and-notactions (data actions go by the same
/// rule)
/// </remarks>
internal sealed record RolePermissions
{
    private RolePermissions(IReadOnlyList<(IReadOnlyList<string> Allowed, IReadOnlyList<string> Excluded)> permissions) =>
        Permissions = permissions;

    private IReadOnlyList<(IReadOnlyList<string> Allowed, IReadOnlyList<string> Excluded)> Permissions { get; }

    /// <summary>Reads a definition; null when it does not say what it allows.</summary>
    public static RolePermissions? Read(JsonElement definition)
    {
        if (
            definition.ValueKind != JsonValueKind.Object
            || !definition.TryGetProperty("properties", out var properties)
            || properties.ValueKind != JsonValueKind.Object
            || !properties.TryGetProperty("permissions", out var permissions)
            || permissions.ValueKind != JsonValueKind.Array
        )
        {
            return null;
        }

        return new([.. permissions.EnumerateArray().Select(one => (Texts(one, "dataActions"), Texts(one, "notDataActions")))]);
    }

    /// <summary>True when the role allows an action, or all that a pattern stands for.</summary>
    /// <param name="action">An action; a <c>*</c> in it stands for everything there, so what covers a part of it does not do.</param>
    public bool Allows(string action) =>
        Permissions.Any(one =>
            one.Allowed.Any(pattern => Covers(pattern, action)) && !one.Excluded.Any(pattern => Overlap(pattern, action))
        );

    private static bool Covers(string pattern, string action) => Fits(pattern, action, isPattern: false);

    private static bool Overlap(string one, string other) => Fits(one, other, isPattern: true);

    // fits[i][j] says so of what is left of each. Only the asterisk has a meaning in a role, and case has none:
    // https://learn.microsoft.com/azure/role-based-access-control/role-definitions#wildcard-permissions
    private static bool Fits(string pattern, string other, bool isPattern)
    {
        bool[][] fits = [.. Enumerable.Range(0, pattern.Length + 1).Select(_ => new bool[other.Length + 1])];
        for (var i = pattern.Length; i >= 0; i--)
        {
            for (var j = other.Length; j >= 0; j--)
            {
                var (left, right) = (i < pattern.Length ? pattern[i] : '\0', j < other.Length ? other[j] : '\0');
                fits[i][j] = (left, right) switch
                {
                    ('\0', '\0') => true,
                    ('*', _) => fits[i + 1][j] || (right != '\0' && fits[i][j + 1]),
                    (_, '*') when isPattern => fits[i][j + 1] || (left != '\0' && fits[i + 1][j]),
                    _ => char.ToUpperInvariant(left) == char.ToUpperInvariant(right) && fits[i + 1][j + 1],
                };
            }
        }

        return fits[0][0];
    }

    private static IReadOnlyList<string> Texts(JsonElement permission, string name) =>
        permission.ValueKind == JsonValueKind.Object
        && permission.TryGetProperty(name, out var list)
        && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
            : [];
}
