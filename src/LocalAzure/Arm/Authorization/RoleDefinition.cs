namespace LocalAzure.Arm.Authorization;

/// <summary>A built-in role with the actions that matter here.</summary>
public sealed record RoleDefinition(string Id, string Name)
{
    public IReadOnlyList<string> Actions { get; init; } = [];

    public IReadOnlyList<string> DataActions { get; init; } = [];
}
