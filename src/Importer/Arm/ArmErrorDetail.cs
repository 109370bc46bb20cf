namespace Importer.Arm;

/// <summary>One detail of an error, such as the place of a fault in a policy document.</summary>
/// <param name="Target">What it is about; null when the service does not say.</param>
/// <param name="Message">The service's words.</param>
public sealed record ArmErrorDetail(string? Target, string Message);
