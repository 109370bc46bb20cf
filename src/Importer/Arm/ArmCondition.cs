namespace Importer.Arm;

/// <summary>A condition on a write.</summary>
public sealed record ArmCondition
{
    /// <summary>Only if there is nothing there yet.</summary>
    public static ArmCondition IfAbsent { get; } = new() { Header = "If-None-Match", Value = "*" };

    /// <summary>Only if there is something there, whatever it is.</summary>
    public static ArmCondition IfPresent { get; } = IfStill("*");

    /// <summary>The header's name.</summary>
    public required string Header { get; init; }

    /// <summary>The header's value.</summary>
    public required string Value { get; init; }

    /// <summary>Only if it still has this entity tag.</summary>
    public static ArmCondition IfStill(string etag) => new() { Header = "If-Match", Value = etag };
}
