namespace Importer.Gateway;

/// <summary>What a design needs to know of the service beforehand; what it does not need is not read.</summary>
public sealed record GatewayNeeds
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
