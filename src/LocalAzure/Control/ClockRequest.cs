namespace LocalAzure.Control;

/// <summary>Body of <c>POST /_local/clock</c>.</summary>
/// <param name="Advance">An ISO 8601 duration such as <c>PT1H</c>.</param>
public sealed record ClockRequest(string Advance);
