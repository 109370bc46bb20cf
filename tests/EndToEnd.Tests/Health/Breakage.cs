namespace EndToEnd.Tests.Health;

/// <summary>One way to break the way to a model, what the report has to say of it, and how it is put right.</summary>
/// <param name="Name">Its name, and that of the account it happens to.</param>
public sealed record Breakage(string Name)
{
    /// <summary>The tags of the account.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Breaks it.</summary>
    public required Func<HealthCloud, string, Task> BreakAsync { get; init; }

    /// <summary>Puts it right; a fault that was injected goes by itself.</summary>
    public Func<HealthCloud, string, Task> RepairAsync { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>The verdict.</summary>
    public string Status { get; init; } = "unhealthy";

    /// <summary>The cause in one word.</summary>
    public required string Code { get; init; }

    /// <summary>The HTTP status; null when there is no answer.</summary>
    public int? Http { get; init; }

    /// <summary>What the sentence says.</summary>
    public required string Cause { get; init; }

    /// <summary>What the fix names; null when there is none to name.</summary>
    public string? Fix { get; init; }

    /// <summary>Broken before the deployment has ever worked.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Lasts a minute only, and so is done just before the round.</summary>
    public bool IsShort { get; init; }

    public override string ToString() => Name;
}
