namespace LocalAzure.Load;

/// <summary>How much load there is, and on what.</summary>
public sealed record LoadOptions
{
    public required Uri Gateway { get; init; }

    public required string Key { get; init; }

    /// <summary>The header that the key stands in.</summary>
    public string KeyHeader { get; init; } = "api-key";

    /// <summary>Called in turn.</summary>
    public required IReadOnlyList<LoadTarget> Targets { get; init; }

    /// <summary>Calls under way at one time: each that ends is followed by the next.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>How long a caller waits between two calls.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>After so long without its end a call has failed.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The header of answers that names the member; null when there is none.</summary>
    public string? MemberHeader { get; init; }
}
