namespace Importer.Arm;

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
