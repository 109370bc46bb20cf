namespace Importer.Gateway;

/// <summary>What people keep in the service for policies to use; only what was asked for is filled.</summary>
public sealed record GatewayHoldings
{
    /// <summary>Nothing, because nothing was asked for.</summary>
    public static GatewayHoldings None { get; } = new();

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
