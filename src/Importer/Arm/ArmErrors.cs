using System.Text.RegularExpressions;

namespace Importer.Arm;

/// <summary>Tells what an error means and puts it into a sentence.</summary>
/// <remarks>
/// Sources: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors,
/// https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling,
/// https://github.com/Azure/apiops/issues/497 (the lock on an API), https://github.com/Azure/apiops/issues/606 (locked scopes).
/// </remarks>
public static partial class ArmErrors
{
    /// <summary>The code of a call that was never made, because an id in its path is not one.</summary>
    public const string IdRefused = "IdRefused";

    private static readonly Dictionary<string, ArmErrorKind> ByCode = new(StringComparer.OrdinalIgnoreCase)
    {
        [ArmProof.Code] = ArmErrorKind.Later,
        ["RoleAssignmentExists"] = ArmErrorKind.AlreadyThere,
        ["PessimisticConcurrencyConflict"] = ArmErrorKind.Busy,
        ["ManagementApiRequestFailed"] = ArmErrorKind.Busy,
        ["RequestConflict"] = ArmErrorKind.Busy,
        ["AnotherOperationInProgress"] = ArmErrorKind.Busy,
        ["ServiceLocked"] = ArmErrorKind.Later,
        ["PrincipalNotFound"] = ArmErrorKind.Later,
        ["InternalServerError"] = ArmErrorKind.Later,
        ["ServiceUnavailable"] = ArmErrorKind.Later,
        ["GatewayTimeout"] = ArmErrorKind.Later,
        ["ScopeLocked"] = ArmErrorKind.Permanent,
        [IdRefused] = ArmErrorKind.Permanent,
    };

    // Some answers carry a general code and say only in words what they mean.
    private static readonly (string Words, ArmErrorKind Kind)[] ByWords =
    [
        ("Link already exists", ArmErrorKind.AlreadyThere),
        ("Operation on the API is in progress", ArmErrorKind.Busy),
        ("Another operation is being performed", ArmErrorKind.Busy),
        ("is transitioning at this time", ArmErrorKind.Later),
        // What API Management answers to an unconditional create of what is there: https://github.com/Azure/azure-rest-api-specs/pull/573
        ("Entity with the given ID already exists", ArmErrorKind.Changed),
    ];

    /// <summary>What a failed call means: the service's code first, then its words, then the status.</summary>
    public static ArmErrorKind Classify(int status, ArmError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (ByCode.TryGetValue(error.Code, out var kind))
        {
            return kind;
        }

        var (words, meaning) = ByWords.FirstOrDefault(entry => error.Message.Contains(entry.Words, StringComparison.OrdinalIgnoreCase));
        return words is null ? ByStatus(status) : meaning;
    }

    /// <summary>The sentence for a report: the service's code and words, and for a refusal the right that is missing.</summary>
    public static string Sentence(ArmCall call, int status, ArmError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (status == 403 && (MissingRight(error) ?? (call.Action is { } action ? (action, call.Path) : null)) is var (right, scope))
        {
            return $"{Code(status, error)}: the importer's identity lacks {right} on {scope}";
        }

        var details = error.Details.Select(detail => detail.Target is null ? detail.Message : $"{detail.Target}: {detail.Message}");
        return string.Join(' ', [error.Message.Length > 0 ? $"{Code(status, error)}: {error.Message}" : Code(status, error), .. details]);
    }

    private static string Code(int status, ArmError error) => error.Code.Length > 0 ? error.Code : $"HTTP {status}";

    private static ArmErrorKind ByStatus(int status) => status switch
    {
        404 => ArmErrorKind.Gone,
        412 => ArmErrorKind.Changed,
        501 => ArmErrorKind.Permanent,
        0 or 408 or 409 or 429 or >= 500 => ArmErrorKind.Later,
        _ => ArmErrorKind.Permanent,
    };

    private static (string Right, string Scope)? MissingRight(ArmError error) =>
        RightPattern().Match(error.Message) is { Success: true } match ? (match.Groups["right"].Value, match.Groups["scope"].Value) : null;

    [GeneratedRegex(@"perform action '(?<right>[^']+)'.*?over scope '(?<scope>[^']+)'", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex RightPattern();
}
