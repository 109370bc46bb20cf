using System.Text.RegularExpressions;

namespace Importer.Arm;

/// <summary>Tells what an error means and puts it into a sentence.</summary>
/// <remarks>
/// Sources: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors,
/// https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling,
/// https://github.com/Azure/apiops/issues/497 (the lock on an API), https://github.com/Azure/apiops/issues/606 (locked scopes).
/// </remarks>
internal static partial class ArmErrors
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

    private static ArmErrorKind ByStatus(int status) =>
        status switch
        {
            404 => ArmErrorKind.Gone,
            412 => ArmErrorKind.Changed,
            501 => ArmErrorKind.Permanent,
            0 or 408 or 409 or 429 or >= 500 => ArmErrorKind.Later,
            _ => ArmErrorKind.Permanent,
        };

    private static (string Right, string Scope)? MissingRight(ArmError error) =>
        RightPattern().Match(error.Message) is { Success: true } match ? (match.Groups["right"].Value, match.Groups["scope"].Value) : null;

    [GeneratedRegex(
        @"perform action '(?<right>[^']+)'.*?over scope '(?<scope>[^']+)'",
        RegexOptions.CultureInvariant | RegexOptions.Singleline
    )]
    private static partial Regex RightPattern();
}

/// <summary>An error in the service's own words.</summary>
/// <remarks>Source: https://github.com/microsoft/api-guidelines/blob/vNext/azure/Guidelines.md#handling-errors</remarks>
public sealed record ArmError
{
    /// <summary>The service's code; empty when the answer had none.</summary>
    public required string Code { get; init; }

    /// <summary>The service's message, without anything that looks like a secret.</summary>
    public required string Message { get; init; }

    /// <summary>The details, in the service's order.</summary>
    public IReadOnlyList<ArmErrorDetail> Details { get; init; } = [];
}

/// <summary>One detail of an error, such as the place of a fault in a policy document.</summary>
/// <param name="Target">What it is about; null when the service does not say.</param>
/// <param name="Message">The service's words.</param>
public sealed record ArmErrorDetail(string? Target, string Message);

/// <summary>What a failed call means for the one who made it.</summary>
public enum ArmErrorKind
{
    /// <summary>The service refuses it for good.</summary>
    Permanent,

    /// <summary>The resource is not the one the condition named.</summary>
    Changed,

    /// <summary>Another write to the same resource is under way; a matter of seconds.</summary>
    Busy,

    /// <summary>Throttled, locked or away; a matter of minutes.</summary>
    Later,

    /// <summary>What was to be made is there.</summary>
    AlreadyThere,

    /// <summary>What was named, or what holds it, is not there.</summary>
    Gone,
}

/// <summary>A call to Resource Manager that did not succeed. The message is fit for a report: no token, key or body is in it.</summary>
/// <param name="call">The method and path of the call.</param>
/// <param name="status">The HTTP status; 0 when there was no answer; below 400 when a long-running operation failed.</param>
/// <param name="error">The error in the service's words.</param>
/// <param name="inner">What went wrong underneath, if anything did.</param>
public sealed class ArmException(ArmCall call, int status, ArmError error, Exception? inner = null)
    : Exception(ArmErrors.Sentence(call, status, error), inner)
{
    /// <summary>The method and path of the call.</summary>
    public ArmCall Call { get; } = call;

    /// <summary>The HTTP status; 0 when there was no answer; below 400 when a long-running operation failed.</summary>
    public int Status { get; } = status;

    /// <summary>The service's code; empty when the answer had none.</summary>
    public string Code { get; } = error.Code;

    /// <summary>The details, in the service's order.</summary>
    public IReadOnlyList<ArmErrorDetail> Details { get; } = error.Details;

    /// <summary>The id under which the service's support finds the call; null when there was no answer.</summary>
    public string? RequestId { get; init; }

    /// <summary>What it means.</summary>
    public ArmErrorKind Kind { get; } = ArmErrors.Classify(status, error);
}
