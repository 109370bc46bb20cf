namespace Importer.Gateway;

/// <summary>What people keep in the service for policies to use; only what was asked for is filled.</summary>
public sealed record ServicePrerequisites
{
    /// <summary>Nothing, because nothing was asked for.</summary>
    public static ServicePrerequisites None { get; } = new();

    /// <summary>The ids of the Application Insights loggers.</summary>
    public IReadOnlyList<string> Loggers { get; init; } = [];

    /// <summary>The logger behind the diagnostic of all APIs, when that lets metrics out; null when it does not.</summary>
    public string? MetricsOfAllApis { get; init; }

    /// <summary>The ids of the external caches.</summary>
    public IReadOnlyList<string> Caches { get; init; } = [];

    /// <summary>The ids of the backends.</summary>
    public IReadOnlyList<string> Backends { get; init; } = [];

    /// <summary>The ids of the policy fragments.</summary>
    public IReadOnlyList<string> Fragments { get; init; } = [];
}

/// <summary>What a design needs to know of the service beforehand; what it does not need is not read.</summary>
public sealed record RequiredPrerequisites
{
    /// <summary>The Application Insights loggers, and whether metrics of all APIs go out already.</summary>
    public bool Loggers { get; init; }

    /// <summary>The external caches.</summary>
    public bool Caches { get; init; }

    /// <summary>The ids of the backends.</summary>
    public bool Backends { get; init; }

    /// <summary>The ids of the policy fragments.</summary>
    public bool Fragments { get; init; }
}
