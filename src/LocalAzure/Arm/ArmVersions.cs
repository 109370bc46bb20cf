using System.Text.RegularExpressions;
using LocalAzure.State;

namespace LocalAzure.Arm;

/// <summary>The api-versions that are accepted, by namespace: those whose published types the answers follow.</summary>
internal static partial class ArmVersions
{
    private static readonly Dictionary<string, string[]> Accepted = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.ApiManagement"] =
        [
            "2024-05-01",
            "2024-06-01-preview",
            "2024-10-01-preview",
            "2025-03-01-preview",
            "2025-09-01-preview",
        ],
        ["Microsoft.CognitiveServices"] = ["2024-10-01", "2025-06-01", "2025-09-01", "2025-12-01", "2026-05-15-preview", "2026-07-01"],
        ["Microsoft.Authorization"] = ["2022-04-01"],
        ["Microsoft.Resources"] = ["2021-04-01", "2022-09-01", "2022-12-01", "2024-03-01", "2024-11-01", "2025-04-01"],
    };

    /// <summary>Refuses an absent, malformed or unknown version as ARM does.</summary>
    public static string Check(string? version, string providerNamespace, string type)
    {
        if (string.IsNullOrEmpty(version))
        {
            throw ArmErrors.MissingVersion();
        }

        var accepted =
            Accepted.GetValueOrDefault(providerNamespace) ?? throw ArmErrors.NotSimulated($"the resource provider '{providerNamespace}'");
        if (accepted.Contains(version, StringComparer.OrdinalIgnoreCase))
        {
            return version;
        }

        throw ResourceIds.Same(providerNamespace, "Microsoft.Resources") || !VersionForm().IsMatch(version)
            ? ArmErrors.InvalidVersion(version, accepted)
            : ArmErrors.NoRegisteredProvider(type, version, accepted);
    }

    /// <summary>True when the version of the request is at least the given one (dates sort as text).</summary>
    public static bool IsAtLeast(string version, string since) => string.CompareOrdinal(version, since) >= 0;

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(-preview)?$")]
    private static partial Regex VersionForm();
}
